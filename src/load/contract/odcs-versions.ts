import type { JsonSchema } from "./json-schema.ts";

/** The official schemas that Dativo carries, oldest first. */
export type OdcsVersion = "3.0.2" | "3.1.0" | "3.2.0";

/** The schema that judges a contract of the given `apiVersion`; undefined for versions that Dativo does not read. */
export function schemaVersion(apiVersion: unknown): OdcsVersion | undefined {
  if (typeof apiVersion !== "string") return undefined;
  if (/^v3\.0\.[0-2]$/.test(apiVersion)) return "3.0.2";
  if (apiVersion === "v3.1.0") return "3.1.0";
  return apiVersion === "v3.2.0" ? "3.2.0" : undefined;
}

/** The official JSON Schema of a version, unchanged: for editors, for ajv. */
export async function officialSchema(version: OdcsVersion): Promise<JsonSchema> {
  return (await imports[version]()).default as JsonSchema;
}

const imports: Readonly<Record<OdcsVersion, () => Promise<{ default: unknown }>>> = {
  "3.0.2": () => import("./odcs/v3.0.2.json", { with: { type: "json" } }),
  "3.1.0": () => import("./odcs/v3.1.0.json", { with: { type: "json" } }),
  "3.2.0": () => import("./odcs/v3.2.0.json", { with: { type: "json" } }),
};

/**
 * The schema as the standard's prose means it. The schema of 3.2.0 says "if the logicalType is map, a map is required" in a way
 * that also holds where no logicalType is given, although the prose makes logicalType optional; the prose wins.
 */
export async function readingSchema(version: OdcsVersion): Promise<JsonSchema> {
  const schema = await officialSchema(version);
  if (version !== "3.2.0") return schema;
  return (corrected ??= requireConditions(schema) as JsonSchema);
}

/** Made once: the schema is large. */
let corrected: JsonSchema | undefined;

function requireConditions(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(requireConditions);
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, requireConditions(inner)]));
  const asked = (copy as JsonSchema).properties?.["logicalType"];
  const strict = asked?.const === "map" || asked?.const === "vector";
  return strict ? { ...copy, required: ["logicalType"] } : copy;
}
