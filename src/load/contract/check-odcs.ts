import { suggest } from "../../kit/suggest.ts";
import { checkSchema } from "./check-schema.ts";
import { valueAt } from "../../kit/value-path.ts";
import { readingSchema, schemaVersion, type OdcsVersion } from "./odcs-versions.ts";
import type { Problem } from "./report.ts";
import { missingKey, problem } from "./schema-problem.ts";

/**
 * What the official schema of the document's own version has against it. A 3.0 contract that only uses newer spellings (as the
 * standard's own examples do) is taken for what it is, with a warning.
 */
export async function checkOdcs(value: unknown): Promise<readonly Problem[]> {
  const apiVersion = (value as { apiVersion?: unknown }).apiVersion;
  const version = schemaVersion(apiVersion);
  if (!version) return [versionProblem(apiVersion), ...(await against("3.2.0", value)).filter((one) => one.path[0] !== "apiVersion")];
  const own = await against(version, value);
  if (own.length === 0) return own;
  for (const newer of newerThan(version)) {
    if ((await against(newer, value)).length === 0) return [newerFeature(own[0]!, newer)];
  }
  return own;
}

async function against(version: OdcsVersion, value: unknown): Promise<readonly Problem[]> {
  const problems = checkSchema(await readingSchema(version), value).map((one) => fitOption(one, value));
  return [...new Map(problems.map((one) => [`${one.path.join("\u0000")} ${one.message}`, one])).values()];
}

function newerThan(version: OdcsVersion): readonly OdcsVersion[] {
  const versions: readonly OdcsVersion[] = ["3.0.2", "3.1.0", "3.2.0"];
  return versions.slice(versions.indexOf(version) + 1);
}

function newerFeature(first: Problem, version: OdcsVersion): Problem {
  return {
    path: first.path,
    part: first.part,
    code: "newer-odcs",
    severity: "warning",
    message: `this is spelled as in ODCS ${version}, but apiVersion says otherwise`,
    hint: `set apiVersion: v${version}`,
  };
}

function versionProblem(apiVersion: unknown): Problem {
  if (apiVersion === undefined) return { ...missingKey(["apiVersion"]), hint: "add apiVersion: v3.1.0" };
  const known = ["v3.0.0", "v3.0.1", "v3.0.2", "v3.1.0", "v3.2.0"];
  const near = typeof apiVersion === "string" ? suggest(apiVersion, known) : undefined;
  const hint = /^v?2\./.test(String(apiVersion))
    ? "rewrite it by the standard's own migration guide from 2 to 3"
    : near === undefined
      ? `known versions: ${known.join(", ")}`
      : `did you mean '${near}'?`;
  return problem(["apiVersion"], "invalid-value", `Dativo does not read ODCS ${String(apiVersion)}`, hint);
}

/** An option that another logical type has, or one that refines none, deserves better words than "unknown key". */
function fitOption(one: Problem, value: unknown): Problem {
  const place = one.path.indexOf("logicalTypeOptions");
  if (place < 0) return one;
  const at = one.path.slice(0, place + 1);
  const typed = valueAt(value, [...at.slice(0, -1), "logicalType"]) !== undefined;
  if (!typed)
    return {
      path: at,
      part: "key",
      code: "type-option",
      severity: "error",
      message: "logicalTypeOptions need a logicalType",
      hint: "add the logicalType that they refine",
    };
  if (one.code !== "unknown-key" || place !== one.path.length - 2) return one;
  return { ...one, code: "type-option", message: `'${String(one.path.at(-1))}' is no option of this logicalType` };
}
