import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { runTerraform, type TerraformResult } from "../provider-double/run-terraform.ts";
import { readSchema, type ProviderName } from "../provider-double/schema.ts";

const modules = path.resolve(import.meta.dirname, "../../terraform/modules");

/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A resource of a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  readonly actions: readonly string[];
  readonly after: Readonly<Record<string, unknown>>;
}

/** A folder that terraform works in, against running providers. */
export interface Workspace {
  readonly folder: string;
  readonly run: (...args: readonly string[]) => Promise<TerraformResult>;
}

/** A copy of the module in a folder of its own, with the inputs as literal values and whatever else belongs beside it. */
export function moduleWorkspace(
  name: string,
  env: Readonly<Record<string, string>>,
  { inputs = {}, files = {} }: { readonly inputs?: Readonly<Record<string, Json>>; readonly files?: Readonly<Record<string, string>> } = {},
): Workspace {
  const workspace = emptyWorkspace(env);
  cpSync(path.join(modules, name), workspace.folder, { recursive: true });
  writeInputs(workspace, inputs);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(workspace.folder, file), text);
  return workspace;
}

/** A root module of its own, `main.tf`, which finds the module under `./modules/`. */
export function rootWorkspace(name: string, env: Readonly<Record<string, string>>, main: string): Workspace {
  const workspace = emptyWorkspace(env);
  mkdirSync(path.join(workspace.folder, "modules"));
  cpSync(path.join(modules, name), path.join(workspace.folder, "modules", name), { recursive: true });
  writeFileSync(path.join(workspace.folder, "main.tf"), main);
  return workspace;
}

/** One of the module's examples, in its place in a copy of the module. */
export function exampleWorkspace(name: string, example: string, env: Readonly<Record<string, string>>): Workspace {
  const { folder } = moduleWorkspace(name, env);
  return workspaceIn(path.join(folder, "examples", example), env);
}

/** Names of the module's examples. */
export function examplesOf(name: string): readonly string[] {
  return readdirSync(path.join(modules, name, "examples"));
}

/** Replaces the inputs. */
export function writeInputs({ folder }: Workspace, inputs: Readonly<Record<string, Json>>): void {
  writeFileSync(path.join(folder, "inputs.auto.tfvars.json"), JSON.stringify(inputs));
}

const folders: string[] = [];

/** Removes what the workspaces of this file left behind. */
export function removeWorkspaces(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function emptyWorkspace(env: Readonly<Record<string, string>>): Workspace {
  const folder = mkdtempSync(path.join(tmpdir(), "dativo-module-"));
  folders.push(folder);
  return workspaceIn(folder, env);
}

function workspaceIn(folder: string, env: Readonly<Record<string, string>>): Workspace {
  return { folder, run: async (...args) => runTerraform(folder, args, { env }) };
}

/** Runs a command that must succeed; what terraform said is the failure's message. */
export async function succeed(workspace: Workspace, ...args: readonly string[]): Promise<string> {
  const result = await workspace.run(...args);
  expect(result.code, `terraform ${args.join(" ")}\n${result.stdout}\n${result.stderr}`).toBe(0);
  return result.stdout;
}

/** Plans, and tells what would change. */
export async function plan(workspace: Workspace): Promise<readonly ResourceChange[]> {
  await succeed(workspace, "plan", "-out=tfplan");
  const shown = JSON.parse(await succeed(workspace, "show", "-json", "tfplan")) as {
    readonly resource_changes?: readonly (Omit<ResourceChange, "actions" | "after"> & {
      readonly change: { readonly actions: readonly string[]; readonly after: Readonly<Record<string, unknown>> | null };
    })[];
  };
  return (shown.resource_changes ?? []).map(({ address, type, mode, change }) => {
    return { address, type, mode, actions: change.actions, after: change.after ?? {} };
  });
}

/** Init, validate, plan, apply, and a second plan that finds nothing to do. Gives the first plan and the outputs. */
export async function bringUp(workspace: Workspace): Promise<{
  readonly planned: readonly ResourceChange[];
  readonly outputs: Readonly<Record<string, unknown>>;
}> {
  await succeed(workspace, "init");
  await succeed(workspace, "validate");
  const planned = await plan(workspace);
  await succeed(workspace, "apply", "tfplan");
  await expectNoChanges(workspace);
  return { planned, outputs: await outputsOf(workspace) };
}

/** Init and a plan, without an apply. */
export async function firstPlan(workspace: Workspace): Promise<readonly ResourceChange[]> {
  await succeed(workspace, "init");
  return plan(workspace);
}

/** The one resource of a type. */
export function resourceOf(changes: readonly ResourceChange[], type: string): Readonly<Record<string, unknown>> {
  const found = changes.filter((change) => change.type === type);
  expect(found, type).toHaveLength(1);
  return found[0]?.after ?? {};
}

/** The first element of each list of blocks on the way: `template.template.containers`. */
export function block(fields: Readonly<Record<string, unknown>>, way: string): Readonly<Record<string, unknown>> {
  return way.split(".").reduce((inside, step) => firstOf(inside[step]), fields);
}

/**
 * Brings the module up, checks that everything which can carry tags carries the required ones, changes the tags in place, and destroys
 * it all. Gives how many resources there were and how many of them were taggable.
 */
export async function liveThrough(
  workspace: Workspace,
  {
    inputs,
    provider,
    version,
    check,
  }: {
    readonly inputs: Readonly<Record<string, Json>>;
    readonly provider: ProviderName;
    readonly version: string;
    readonly check: (address: string, tags: Readonly<Record<string, string>>) => void;
  },
): Promise<{ readonly resources: number; readonly taggable: number }> {
  const { planned } = await bringUp(workspace);
  const made = planned.filter((change) => change.mode === "managed" && change.type !== "terraform_data");
  const tagged = taggedResources(made, provider, version);
  for (const { address, tags } of tagged) for (const set of tags) check(address, set);

  writeInputs(workspace, { ...inputs, default_tags: { project: "another", added: "Later" } });
  const changed = (await plan(workspace)).filter((change) => !["no-op", "read"].includes(change.actions.join()));
  expect(changed.map(({ address, actions }) => `${address} ${actions.join()}`)).toStrictEqual(
    tagged.map(({ address }) => `${address} update`),
  );
  await succeed(workspace, "apply", "tfplan");
  await expectNoChanges(workspace);
  await tearDown(workspace);
  return { resources: made.length, taggable: tagged.length };
}

/** Plans again and expects nothing to do. */
export async function expectNoChanges(workspace: Workspace): Promise<void> {
  const second = await workspace.run("plan", "-detailed-exitcode");
  expect(second.code, `a second plan\n${second.stdout}\n${second.stderr}`).toBe(0);
}

/** The outputs' values; those that are null are missing, as terraform leaves them out. */
export async function outputsOf(workspace: Workspace): Promise<Readonly<Record<string, unknown>>> {
  const outputs = JSON.parse(await succeed(workspace, "output", "-json")) as Readonly<Record<string, { readonly value: unknown }>>;
  return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
}

/** Destroys everything and expects the state to be empty. */
export async function tearDown(workspace: Workspace): Promise<void> {
  await succeed(workspace, "destroy", "-auto-approve");
  expect((await succeed(workspace, "state", "list")).trim()).toBe("");
}

/** The resources whose type can carry tags, each with every set of tags that it has. */
export function taggedResources(
  changes: readonly ResourceChange[],
  provider: ProviderName,
  version: string,
): readonly { readonly address: string; readonly tags: readonly Readonly<Record<string, string>>[] }[] {
  const schemas = readSchema(provider, version).resource_schemas;
  const slot = provider === "google" ? "labels" : "tags";
  const managed = changes.filter(({ mode }) => mode === "managed");
  return managed.flatMap(({ address, type, after }) => {
    const attribute = schemas[type]?.block.attributes?.[slot];
    if (!attribute || attribute.optional !== true || JSON.stringify(attribute.type) !== '["map","string"]') return [];
    const inner = schemas[type]?.block.block_types?.["template"]?.block.attributes?.[slot] ? [firstOf(after["template"])[slot]] : [];
    return [{ address, tags: [after[slot], ...inner].map((tags) => (tags ?? {}) as Readonly<Record<string, string>>) }];
  });
}

function firstOf(blocks: unknown): Readonly<Record<string, unknown>> {
  return Array.isArray(blocks) ? ((blocks[0] ?? {}) as Readonly<Record<string, unknown>>) : {};
}
