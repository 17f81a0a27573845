import path from "node:path";
import type { Diagnostic } from "../../kit/diagnostic.ts";
import { compareDiagnostics } from "../../kit/diagnostic.ts";
import type { NodePath, SourceDocument } from "../../kit/document.ts";
import type { World } from "../../kit/world.ts";
import type { Contract } from "../../spec/contract.ts";
import { parseYaml } from "../yaml.ts";
import { checkOdcs } from "./check-odcs.ts";
import { readContract } from "./read-contract.ts";
import { placeProblem, reportTo, type Problem } from "./report.ts";

/** A contract, or the reasons why there is none; warnings may stand beside a contract. */
export interface LoadedContract {
  readonly contract?: Contract;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** The file as values; absent when it could not be read. */
  readonly document?: SourceDocument;
}

/**
 * Reads a contract file: ODCS 3.0, 3.1 or 3.2. Problems of the file are diagnostics; throws only when the disk refuses
 * (a file that is not there is a diagnostic).
 */
export async function loadContract(file: string, world: World): Promise<LoadedContract> {
  const name = displayName(file, world.cwd);
  const text = await world.files.readTextIfThere(path.resolve(world.cwd, file));
  if (text === undefined) {
    return { diagnostics: [{ file: name, line: 1, column: 1, severity: "error", code: "file-not-found", message: `there is no contract file ${name}`, hint: "check asset_path, or write one with dativo discover" }] };
  }
  return parseContract(text, name);
}

/** Reads a contract from text; `file` is its name for messages. */
export async function parseContract(text: string, file: string): Promise<LoadedContract> {
  const parsed = parseYaml(text, file);
  if (parsed.document.value === undefined) return { diagnostics: parsed.diagnostics };
  const document = parsed.document;
  const problems: Problem[] = [...(await checkOdcs(document.value))];
  const contract = problems.some(isError) ? undefined : readContract(document, reportTo(problems), exactNumbers(text, document));
  const diagnostics = [...parsed.diagnostics, ...problems.map((problem) => placeProblem(document, problem))].sort(compareDiagnostics);
  return { ...(contract && !diagnostics.some(isError) ? { contract } : {}), diagnostics, document };
}

function isError(one: { readonly severity: Diagnostic["severity"] }): boolean {
  return one.severity === "error";
}

/** The path as the user would write it. */
function displayName(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return relative.length < file.length || !path.isAbsolute(file) ? relative : file;
}

const number = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** Looks a number up in the text, for those whose digits a double cannot hold. */
function exactNumbers(text: string, document: SourceDocument): (path: NodePath) => string | undefined {
  let lines: readonly string[] | undefined;
  return (at) => {
    const range = document.rangeOf(at);
    lines ??= (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).split(/\r\n|\n|\r/);
    const written = range.line === range.endLine ? (lines[range.line - 1]?.slice(range.column - 1, range.endColumn - 1) ?? "") : "";
    return number.test(written) && !/e/i.test(written) ? written.replace(/^\+/, "") : undefined;
  };
}
