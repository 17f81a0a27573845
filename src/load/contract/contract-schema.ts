import type { JsonSchema } from "./json-schema.ts";
import { readingSchema, type OdcsVersion } from "./odcs-versions.ts";

const versions: readonly OdcsVersion[] = ["3.0.2", "3.1.0", "3.2.0"];

/**
 * One JSON Schema (draft 2019-09) for contracts of every version that Dativo reads, for editors: the official schemas side by
 * side, each judging the contracts of its own `apiVersion`. Like the loader it lets a 3.0 contract use newer spellings; the
 * older spellings of Dativo are not in it, so that an editor points at them.
 */
export async function contractSchema(): Promise<JsonSchema> {
  const schemas = await Promise.all(
    versions.map(async (version) => [`v${version}`, rebase(await readingSchema(version), version)] as const),
  );
  const ref = (version: OdcsVersion): JsonSchema => ({ $ref: `#/$defs/v${version}` });
  const when = (apiVersions: readonly string[], then: JsonSchema): JsonSchema => ({
    if: { properties: { apiVersion: { enum: apiVersions } }, required: ["apiVersion"] },
    then,
  });
  return {
    $schema: "https://json-schema.org/draft/2019-09/schema",
    title: "Data contract (ODCS)",
    type: "object",
    required: ["apiVersion"],
    properties: { apiVersion: { enum: ["v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0"] } },
    allOf: [
      when(["v3.2.0"], ref("3.2.0")),
      when(["v3.1.0"], { anyOf: [ref("3.1.0"), ref("3.2.0")] }),
      when(["v3.0.2", "v3.0.1", "v3.0.0"], { anyOf: versions.map(ref) }),
    ],
    $defs: Object.fromEntries(schemas),
  };
}

/** Points the references of an embedded schema at its new place. */
function rebase(schema: JsonSchema, version: OdcsVersion): JsonSchema {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, inner]) => [
        key,
        key === "$ref" && typeof inner === "string" ? inner.replace("#/", `#/$defs/v${version}/`) : walk(inner),
      ]),
    );
  };
  const { $schema: _, ...rest } = walk(schema) as JsonSchema;
  return rest;
}
