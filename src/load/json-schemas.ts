import { z, type ZodType } from "zod";
import { declaredKeys } from "../kit/shape-walk.ts";
import { connectorSchema } from "../spec/connector.ts";
import { infrastructureSchema } from "../spec/infrastructure.ts";
import { jobSchema, sourceSchema, targetSchema } from "../spec/job.ts";
import { policySchema } from "../spec/policy.ts";
import { projectSchema } from "../spec/project.ts";

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What is needed of a plugin: its name and the zod schema of its block. */
export interface ConfigurablePlugin {
  readonly name: string;
  readonly config: unknown;
}

/** Kinds of files that have a schema here (contracts have the official one). */
export type FileKind = "job" | "connector" | "policy" | "project";

/** Text that stands for a number or a truth value once its variables are replaced. */
const placeholder = { type: "string", pattern: "\\$\\{[^}]+\\}|\\{\\{[^}]+\\}\\}" };

/**
 * JSON Schemas (draft 2020-12) of the files that people write, from the definitions that the loader checks with. They agree
 * with it on shape: where a number, a truth value or one of several words is expected, text with a placeholder is accepted
 * too, and optional members may be null (which is: absent). A job's `source` and `target` are checked against the schema of
 * the built-in connector that it names; what a recipe may supply is not required there.
 */
export function jsonSchemas(plugins: {
  readonly sources: Readonly<Record<string, ConfigurablePlugin>>;
  readonly targets: Readonly<Record<string, ConfigurablePlugin>>;
}): Readonly<Record<FileKind, JsonSchema>> {
  const job = withInfrastructure(fromZod(jobSchema, "Dativo job"));
  const rules = [...sideRules("source", plugins.sources), ...sideRules("target", plugins.targets)];
  const either = (["source_connector", "target_connector", "asset"] as const).map((key) => ({
    anyOf: [{ required: [key] }, { required: [`${key}_path`] }],
  }));
  return {
    job: { ...job, allOf: [...either, ...rules] },
    connector: fromZod(connectorSchema, "Dativo connector recipe"),
    policy: fromZod(policySchema, "Dativo policy"),
    project: fromZod(projectSchema, "Dativo project"),
  };
}

/** The schema of the block is one of its own, so that loading a job without the block does not make it. */
function withInfrastructure(job: JsonSchema): JsonSchema {
  const { properties } = job as { properties: Readonly<Record<string, JsonSchema>> };
  const plain = z.toJSONSchema(infrastructureSchema, { io: "input", unrepresentable: "any" });
  const { $schema: _dialect, ...block } = relax(plain) as JsonSchema;
  const infrastructure = orNull({ description: properties["infrastructure"]?.["description"], ...block });
  return { ...job, properties: { ...properties, infrastructure } };
}

function fromZod(schema: ZodType, title: string): JsonSchema {
  const plain = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return { ...(relax(plain) as JsonSchema), title };
}

/** What a job says to a built-in connector: its keys and those of every connector, nothing required. */
function sideRules(side: "source" | "target", plugins: Readonly<Record<string, ConfigurablePlugin>>): JsonSchema[] {
  const common = Object.keys((side === "source" ? sourceSchema : targetSchema).shape);
  return Object.values(plugins)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, config }) => {
      const schema = config as ZodType;
      const keys = declaredKeys(schema);
      const closed = keys ? { propertyNames: { enum: [...new Set([...common, ...keys])].toSorted() } } : {};
      return {
        if: { properties: { [`${side}_connector`]: { const: name } }, required: [`${side}_connector`] },
        then: { properties: { [side]: { properties: optionalProperties(schema, common), ...closed } } },
      };
    });
}

function optionalProperties(schema: ZodType, common: readonly string[]): JsonSchema {
  const plain = relax(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })) as { properties?: Record<string, JsonSchema> };
  const own = Object.entries(plain.properties ?? {}).filter(([key]) => !common.includes(key));
  return Object.fromEntries(own.map(([key, value]) => [key, orNull(value)]));
}

/** Walks a schema: placeholders where no plain text is expected, null for optional members. */
function relax(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(relax);
  if (typeof schema !== "object" || schema === null) return schema;
  const { properties, ...rest } = schema as { properties?: Record<string, unknown>; required?: readonly string[] };
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === "enum" || key === "const" || key === "default" ? value : relax(value)]),
  );
  if (properties) {
    const required = new Set(rest.required ?? []);
    copy["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, required.has(key) ? relax(value) : orNull(relax(value) as JsonSchema)]),
    );
  }
  return takesPlaceholder(copy) ? withDescription(copy, { anyOf: [withoutDescription(copy), placeholder] }) : copy;
}

function takesPlaceholder(schema: Record<string, unknown>): boolean {
  return (
    ["number", "integer", "boolean"].includes(schema["type"] as string) ||
    (schema["enum"] !== undefined && schema["type"] === "string") ||
    schema["pattern"] !== undefined
  );
}

function orNull(schema: JsonSchema): JsonSchema {
  return withDescription(schema, {
    anyOf: [...((schema["anyOf"] as JsonSchema[] | undefined) ?? [withoutDescription(schema)]), { type: "null" }],
  });
}

function withDescription(from: JsonSchema, schema: JsonSchema): JsonSchema {
  return from["description"] === undefined ? schema : { description: from["description"], ...schema };
}

function withoutDescription({ description: _description, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
