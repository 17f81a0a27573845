import { Ajv2019, type ErrorObject, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import type { Diagnostic } from "../../kit/diagnostic.ts";
import { compareDiagnostics } from "../../kit/diagnostic.ts";
import { diagnosticAt, type NodePath, type SourceDocument } from "../../kit/document.ts";
import { parseContract } from "./load-contract.ts";
import { officialSchema, readingSchema, schemaVersion, type OdcsVersion } from "./odcs-versions.ts";

/**
 * Everything that is wrong or doubtful about a contract: what loading it says, and the verdict of ajv on the official JSON Schema
 * where loading found no error. Older spellings are judged as what they mean. Sorted.
 */
export async function lintContract(
  text: string,
  file: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly Diagnostic[]> {
  const { document, diagnostics } = await parseContract(text, file, variables);
  if (!document || diagnostics.some((one) => one.severity === "error")) return diagnostics;
  const newer = diagnostics.some((one) => one.code === "newer-odcs");
  return [...diagnostics, ...(await officialProblems(document, newer))].sort(compareDiagnostics);
}

async function officialProblems(document: SourceDocument, newer: boolean): Promise<readonly Diagnostic[]> {
  const own = schemaVersion((document.value as { apiVersion?: unknown }).apiVersion)!;
  const verdicts = await Promise.all(
    (newer ? (["3.1.0", "3.2.0"] as const) : [own]).map(async (version) => judge(version, document.value, "prose")),
  );
  const errors = verdicts.find((verdict) => verdict.length === 0) ?? verdicts[0]!;
  return errors.map((error) =>
    diagnosticAt(
      document.file,
      document.rangeOf(pathOf(error.instancePath)),
      "odcs-schema",
      `the official schema says: ${error.message ?? error.keyword}`,
    ),
  );
}

/** ajv's errors on the official schema of a version, as it is or as the standard's prose means it; empty when there are none. */
export async function judge(version: OdcsVersion, value: unknown, reading: "letter" | "prose"): Promise<readonly ErrorObject[]> {
  const key = `${version} ${reading}`;
  const validate = validators.get(key) ?? compile(reading === "letter" ? await officialSchema(version) : await readingSchema(version));
  validators.set(key, validate);
  return validate(value) ? [] : (validate.errors ?? []);
}

/** Compiling takes a tenth of a second, so it happens once per schema. */
const validators = new Map<string, ValidateFunction>();

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv2019({ allErrors: true, strict: false, validateFormats: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function pathOf(pointer: string): NodePath {
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
