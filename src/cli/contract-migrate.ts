import { migrateContract } from "../load/contract/migrate-contract.ts";
import { displayPath } from "../load/project-root.ts";
import type { World } from "../kit/world.ts";
import type { Action } from "./command.ts";
import { findYamlFiles } from "./find-files.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

type Fate = "changed" | "as it was" | "wrong";

/** `dativo contract migrate`: rewrites in place; with --check or --diff writes nothing. Exit code 2 for a contract with errors, 1 for --check on one that would change. */
export const action: Action = async (invocation, { world }) => {
  const files = await findYamlFiles(invocation.args[0] as readonly string[], world);
  const mode = { check: invocation.options["check"] === true, diff: invocation.options["diff"] === true };
  const fates: Fate[] = [];
  for (const file of files) fates.push(await migrateFile(file, mode, world));
  if (fates.includes("wrong")) return 2;
  return mode.check && fates.includes("changed") ? 1 : 0;
};

async function migrateFile(file: string, mode: { check: boolean; diff: boolean }, world: World): Promise<Fate> {
  const name = displayPath(file, world);
  const before = await world.files.readText(file);
  const { text, changed, diagnostics } = await migrateContract(before, name, world.env);
  if (text === undefined) {
    world.terminal.err(formatDiagnostics(diagnostics, "text"));
    return "wrong";
  }
  if (changed && mode.diff) world.terminal.out(await unified(name, before, text));
  else if (changed && mode.check) world.terminal.out(`${name} would be rewritten\n`);
  else if (changed) {
    await world.files.replace(file, text);
    world.terminal.out(`${name} rewritten as ODCS\n`);
  } else world.terminal.out(`${name} is ODCS already\n`);
  return changed ? "changed" : "as it was";
}

async function unified(name: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  return createTwoFilesPatch(name, name, before, after, "as it is", "as it would be");
}
