import { z } from "zod";
import { engineLimits, loggingSchema, safeName, text } from "./schema-parts.ts";

/** dativo.yaml: marks the project root and gives defaults to its jobs. May be empty. */
export const projectSchema = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the schema of this file."),
  environment: safeName.optional().describe("Environment of jobs that name none; prod when absent."),
  warehouse: text.optional().describe("Where tables land, for jobs and recipes that do not say."),
  state_dir: text.optional().describe("Folder of run records, claims and state files; .dativo when absent."),
  logging: loggingSchema.optional().describe("Logging of jobs that set none."),
  engine: z.strictObject(engineLimits).optional().describe("Limits of the engine for jobs that set none."),
});

/** A project's defaults. */
export type Project = z.output<typeof projectSchema>;
