import type { Diagnostic } from "../kit/diagnostic.ts";
import { lintContract } from "../load/contract/lint-contract.ts";
import { displayPath } from "../load/project-root.ts";
import type { Action } from "./command.ts";
import { findYamlFiles } from "./find-files.ts";
import { printDiagnostics } from "./print-diagnostics.ts";

/** `dativo contract lint`: exit code 2 when any contract has an error. */
export const action: Action = async (invocation, { world }) => {
  const files = await findYamlFiles(invocation.args[0] as readonly string[], world);
  const found: Diagnostic[] = [];
  for (const file of files) found.push(...(await lintContract(await world.files.readText(file), displayPath(file, world), world.env)));
  return printDiagnostics(found, { count: files.length, noun: "contract" }, invocation, world);
};
