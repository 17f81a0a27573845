import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTerraform } from "../provider-double/run-terraform.ts";
import type { RunningProviders } from "../provider-double/start-providers.ts";
import { resourcesOf, type Json, type StateJson, type StateResource } from "./lifecycle.ts";

const modules = path.resolve(import.meta.dirname, "../../terraform/modules");

/** What a root module made. */
export interface AppliedRoot {
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Names of a module's examples. */
export function examplesOf(module: string): readonly string[] {
  return readdirSync(path.join(modules, module, "examples"));
}

/**
 * Applies a root module as its user wrote it: one of the module's examples, or a text that finds the module under `./modules/`. A
 * second plan must find nothing to do; then all is destroyed. Throws with terraform's own words at the first step that goes wrong.
 */
export async function applyRoot(
  { env }: RunningProviders,
  module: string,
  root: { readonly main: string } | { readonly example: string },
): Promise<AppliedRoot> {
  const copy = realpathSync(mkdtempSync(path.join(os.tmpdir(), "dativo-root-")));
  try {
    const place = path.join(copy, "modules", module);
    cpSync(path.join(modules, module), place, { recursive: true });
    if ("main" in root) writeFileSync(path.join(copy, "main.tf"), root.main);
    return await applyIn("main" in root ? copy : path.join(place, "examples", root.example), env);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function applyIn(folder: string, env: Readonly<Record<string, string>>): Promise<AppliedRoot> {
  const terraform = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runTerraform(folder, args, { env });
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
    return stdout;
  };
  await terraform("init");
  await terraform("apply", "-auto-approve");
  const state = JSON.parse(await terraform("show", "-json")) as StateJson;
  const printed = JSON.parse(await terraform("output", "-json")) as Readonly<Record<string, { readonly value: Json }>>;
  await terraform("plan", "-detailed-exitcode");
  await terraform("destroy", "-auto-approve");
  const outputs = Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
  return { resources: resourcesOf(state), outputs };
}
