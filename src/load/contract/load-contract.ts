import path from "node:path";
import type { Diagnostic } from "../../kit/diagnostic.ts";
import { compareDiagnostics } from "../../kit/diagnostic.ts";
import { diagnosticAt, type NodePath, type SourceDocument } from "../../kit/document.ts";
import type { World } from "../../kit/world.ts";
import type { Contract } from "../../spec/contract.ts";
import { interpolate } from "../interpolate.ts";
import { displayPath } from "../project-root.ts";
import { parseYaml } from "../yaml.ts";
import { checkOdcs } from "./check-odcs.ts";
import { modernDocument } from "../rewrite/modern-tree.ts";
import { modernize } from "./modernize.ts";
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
 * Reads a contract file: ODCS 3.0, 3.1 or 3.2, or an older spelling (a warning each). Problems of the file are diagnostics; throws only when the disk refuses
 * (a file that is not there is a diagnostic).
 */
export async function loadContract(file: string, world: World): Promise<LoadedContract> {
  const absolute = path.resolve(world.cwd, file);
  const name = displayPath(absolute, world);
  const text = await world.files.readTextIfThere(absolute);
  if (text === undefined) {
    return {
      diagnostics: [
        {
          file: name,
          line: 1,
          column: 1,
          severity: "error",
          code: "file-not-found",
          message: `there is no contract file ${name}`,
          hint: "check asset_path, or write one with dativo discover",
        },
      ],
    };
  }
  return parseContract(text, name, world.env);
}

/** Reads a contract from text; `file` is its name for messages, `variables` what `${NAME}` may stand for. */
export async function parseContract(
  text: string,
  file: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<LoadedContract> {
  const parsed = parseYaml(text, file);
  if (parsed.document.value === undefined) return { diagnostics: parsed.diagnostics };
  const filled = fillVariables(parsed.document, variables);
  const { document, notes } = modernized(filled.document);
  const problems: Problem[] = [...(await checkOdcs(document.value))];
  const contract = problems.some(isError) ? undefined : readContract(document, reportTo(problems), exactNumbers(text, document));
  const placed = problems.map((problem) => placeProblem(document, problem));
  const diagnostics = [...parsed.diagnostics, ...filled.diagnostics, ...notes, ...placed].sort(compareDiagnostics);
  return { ...(contract && !diagnostics.some(isError) ? { contract } : {}), diagnostics, document };
}

/** Replaces variables, except in queries, whose `${object}` is their own. A contract does not wait for Terraform. */
function fillVariables(
  original: SourceDocument,
  variables: Readonly<Record<string, string | undefined>>,
): { readonly document: SourceDocument; readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics, placeholders } = interpolate(original, {
    variables,
    leave: (path) => path.at(-1) === "query" || path.at(-1) === "pattern",
  });
  const outputs = placeholders.map((one) =>
    diagnosticAt(one.file, one.range, "unresolved-placeholder", `a contract cannot wait for the Terraform output '${one.output}'`, {
      hint: "it says what data must be, wherever the job runs",
    }),
  );
  return { document: value === original.value ? original : { ...original, value }, diagnostics: [...diagnostics, ...outputs] };
}

/** The document in the spelling of ODCS, with a warning for everything that was not. */
function modernized(original: SourceDocument): { readonly document: SourceDocument; readonly notes: readonly Diagnostic[] } {
  const modern = modernize(original.value);
  if (!modern) return { document: original, notes: [] };
  const hint = "`dativo contract migrate` rewrites it and keeps comments";
  const notes = modern.notes.map((note) =>
    diagnosticAt(original.file, original.rangeOf(note.path, "key"), "old-contract-spelling", note.message, { severity: "warning", hint }),
  );
  const conflicts = modern.conflicts.map((one) =>
    diagnosticAt(original.file, original.rangeOf(one.path, "key"), "conflicting-keys", one.message, { hint: "keep one of the two" }),
  );
  return { document: modernDocument(original, modern.root), notes: [...notes, ...conflicts] };
}

function isError(one: { readonly severity: Diagnostic["severity"] }): boolean {
  return one.severity === "error";
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
