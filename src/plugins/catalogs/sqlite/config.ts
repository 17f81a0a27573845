import { z } from "zod";
import { once } from "../../../kit/once.ts";

/** Schema of `target.connection.catalog` for the embedded catalog. */
export const sqliteConfig = once(() =>
  z.strictObject({
    type: z.literal("sqlite").default("sqlite"),
    name: z
      .string()
      .min(1)
      .default("dativo")
      .describe("The name that the catalog's rows carry; other engines must open it under the same one."),
    uri: z
      .string()
      .min(1)
      .optional()
      .describe("Where the catalog file is: a path or sqlite:///path; catalog.db in the warehouse when absent."),
  }),
);

/** What a job says of its SQLite catalog. */
export type SqliteConfig = z.output<ReturnType<typeof sqliteConfig>>;
