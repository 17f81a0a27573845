import type { Diagnostic } from "../kit/diagnostic.ts";
import type { World } from "../kit/world.ts";
import { displayPath } from "../load/project-root.ts";
import type { Invocation } from "./command.ts";
import { findYamlFiles } from "./find-files.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

/** What rewriting one file gave: its new text, or the errors that stand in the way. */
export interface Rewritten {
  /** Absent when the file has errors. */
  readonly text?: string;
  readonly changed: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** What the file still lacks once it is rewritten; exit code 1. */
  readonly lacks?: string;
}

/** How a file is rewritten, and what that is called. */
export interface Rewriting {
  /** `name` is the file for messages, `text` what it holds. */
  rewrite(file: string, name: string, text: string): Promise<Rewritten>;
  /** Completes "FILE rewritten ...". */
  readonly rewritten: string;
  /** Completes "FILE is ... already". */
  readonly already: string;
}

type Fate = "changed" | "as it was" | "lacking" | "wrong";

/** Rewrites files in place; with --check or --diff writes nothing. Exit code 2 for a file with errors, 1 for --check on one that would change, and for one that lacks something. */
export async function rewriteFiles(invocation: Invocation, rewriting: Rewriting, world: World): Promise<number> {
  const files = await findYamlFiles(invocation.args[0] as readonly string[], world);
  const mode = { check: invocation.options["check"] === true, diff: invocation.options["diff"] === true };
  const fates: Fate[] = [];
  for (const file of files) fates.push(await rewriteFile(file, mode, rewriting, world));
  if (fates.includes("wrong")) return 2;
  return fates.includes("lacking") || (mode.check && fates.includes("changed")) ? 1 : 0;
}

async function rewriteFile(file: string, mode: { check: boolean; diff: boolean }, rewriting: Rewriting, world: World): Promise<Fate> {
  const name = displayPath(file, world);
  const before = await world.files.readText(file);
  const { text, changed, diagnostics, lacks } = await rewriting.rewrite(file, name, before);
  if (text === undefined) {
    world.terminal.err(formatDiagnostics(diagnostics, "text"));
    return "wrong";
  }
  if (changed && mode.diff) world.terminal.out(await unified(name, before, text));
  else if (changed && mode.check) world.terminal.out(`${name} would be rewritten\n`);
  else if (changed) {
    await world.files.replace(file, text);
    world.terminal.out(`${name} rewritten ${rewriting.rewritten}\n`);
  } else world.terminal.out(`${name} is ${rewriting.already} already\n`);
  if (lacks !== undefined) world.terminal.err(`${name} ${lacks}\n`);
  if (changed && lacks !== undefined && !mode.check && !mode.diff) return "lacking";
  return changed ? "changed" : "as it was";
}

async function unified(name: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  return createTwoFilesPatch(name, name, before, after, "as it is", "as it would be");
}
