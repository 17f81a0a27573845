import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTerraform, type TerraformResult } from "../provider-double/run-terraform.ts";
import { providerAddress, providerNames, type ProviderName, type ProviderVersions } from "../provider-double/schema.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A module, and with what it is called. */
export interface ModuleWalk {
  /** Absolute. */
  readonly moduleFolder: string;
  /** The providers it needs, with the versions to test against. */
  readonly versions: ProviderVersions;
  readonly variables: Readonly<Record<string, Json>>;
  /** The variable that holds the map of tags, one value of which is changed to see what that does. */
  readonly taggedAs: string;
  /** The tag that is changed and its new value; the first one, with a `2` at its end, where nothing is said. */
  readonly changedTag?: readonly [key: string, value: string];
  /** Arguments of provider blocks besides the usual ones: `{ aws: { default_tags: [{ tags: {...} }] } }`. */
  readonly providerConfig?: Readonly<Partial<Record<ProviderName, Readonly<Record<string, Json>>>>>;
}

/** One entry of `resource_changes` of a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: "managed" | "data";
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, Json>> | null;
    readonly after: Readonly<Record<string, Json>> | null;
    readonly after_unknown: Readonly<Record<string, Json>>;
  };
}

/** What `terraform show -json` says of a plan, as far as tests read it. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly planned_values: Json;
  readonly configuration: Json;
}

/** What `terraform show -json` says of a state, as far as tests read it. */
export interface StateJson {
  readonly values?: { readonly root_module: StateModule };
}

/** A module in a state. */
export interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

/** A resource in a state. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly mode: "managed" | "data";
  readonly values: Readonly<Record<string, Json>>;
}

/** What became of a module on its way through terraform. */
export interface WalkedModule {
  readonly plan: PlanJson;
  readonly state: StateJson;
  /** All managed resources of the state. */
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, Json>>;
  /** The changes that another value of one tag makes; all of them in place. */
  readonly retagged: readonly ResourceChange[];
}

/**
 * Takes a module through its life: init, validate, plan, apply; a second plan, which must find nothing to do; a plan with one tag
 * changed, which must change resources in place and nothing else, and at least one; destroy. Throws with terraform's own words
 * at the first step that goes wrong. The providers are doubles.
 */
export async function walkModule(walk: ModuleWalk): Promise<WalkedModule> {
  const providers = await startProviders(walk.versions);
  // The real path: a relative source is followed from there.
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "dativo-module-")));
  try {
    return await walkIn(folder, walk, providers);
  } finally {
    await providers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a root module that calls a module with its variables and passes all of its outputs on. */
export function writeRoot(folder: string, walk: ModuleWalk): void {
  const used = providerNames.filter((name) => walk.versions[name] !== undefined);
  const names = Object.keys(walk.variables);
  const root = {
    terraform: { required_providers: Object.fromEntries(used.map((name) => [name, { source: providerAddress(name) }])) },
    provider: Object.fromEntries(used.map((name) => [name, { ...usualConfig[name], ...walk.providerConfig?.[name] }])),
    variable: Object.fromEntries(names.map((name) => [name, { type: "any" }])),
    module: {
      walked: { source: relativeSource(folder, walk.moduleFolder), ...Object.fromEntries(names.map((name) => [name, `\${var.${name}}`])) },
    },
    output: Object.fromEntries(
      outputsOf(walk.moduleFolder).map(({ name, sensitive }) => [name, { value: `\${module.walked.${name}}`, sensitive }]),
    ),
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(root));
  writeFileSync(path.join(folder, "terraform.tfvars.json"), JSON.stringify(walk.variables));
}

const usualConfig: Readonly<Record<ProviderName, Readonly<Record<string, Json>>>> = {
  aws: { region: "eu-central-1" },
  google: { project: "double-project", region: "europe-west1" },
  azurerm: { features: [{}], subscription_id: "00000000-0000-0000-0000-000000000000" },
  kubernetes: {},
};

async function walkIn(folder: string, walk: ModuleWalk, { env }: RunningProviders): Promise<WalkedModule> {
  const terraform = async (args: readonly string[], wanted = 0): Promise<TerraformResult> => {
    const done = await runTerraform(folder, args, { env });
    if (done.code === wanted) return done;
    throw new Error(`terraform ${args.join(" ")} ended with ${done.code}, not ${wanted}:\n${done.stderr}\n${done.stdout}`);
  };
  const show = async <T>(...file: readonly string[]) => JSON.parse((await terraform(["show", "-json", ...file])).stdout) as T;

  writeRoot(folder, walk);
  await terraform(["init"]);
  await terraform(["validate"]);
  await terraform(["plan", "-out=first.tfplan"]);
  const plan = await show<PlanJson>("first.tfplan");
  await terraform(["apply", "first.tfplan"]);
  const state = await show<StateJson>();
  const printed = JSON.parse((await terraform(["output", "-json"])).stdout) as Readonly<Record<string, { readonly value: Json }>>;
  const outputs = Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
  await terraform(["plan", "-detailed-exitcode"]);

  writeFileSync(path.join(folder, "retag.tfvars.json"), JSON.stringify({ [walk.taggedAs]: retaggedMap(walk) }));
  await terraform(["plan", "-detailed-exitcode", "-var-file=retag.tfvars.json", "-out=retag.tfplan"], 2);
  const retagged = changesOf(await show<PlanJson>("retag.tfplan"));
  insistOnUpdates(retagged);
  await terraform(["destroy", "-auto-approve"]);
  return { plan, state, resources: resourcesOf(state), outputs, retagged };
}

/** All managed resources of a state, child modules included. */
export function resourcesOf(state: StateJson): readonly StateResource[] {
  const inside = (module: StateModule | undefined): readonly StateResource[] => [
    ...(module?.resources ?? []),
    ...(module?.child_modules ?? []).flatMap(inside),
  ];
  return inside(state.values?.root_module).filter(({ mode }) => mode === "managed");
}

/** The changes of a plan that do something. */
export function changesOf({ resource_changes = [] }: PlanJson): readonly ResourceChange[] {
  return resource_changes.filter(({ mode, change }) => mode === "managed" && !change.actions.includes("no-op"));
}

function insistOnUpdates(changes: readonly ResourceChange[]): void {
  const others = changes.filter(({ change }) => change.actions.join() !== "update");
  const shown = others.map(({ address, change }) => `${address}: ${change.actions.join(" and ")}`);
  if (others.length > 0) throw new Error(`another value of a tag must change resources in place, but:\n${shown.join("\n")}`);
  if (changes.length === 0) throw new Error("another value of a tag changes no resource");
}

function retaggedMap({ taggedAs, variables, changedTag }: ModuleWalk): Json {
  const tags = variables[taggedAs];
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) throw new Error(`the variable ${taggedAs} holds no map of tags`);
  const [first] = Object.entries(tags as Readonly<Record<string, Json>>);
  if (!first) throw new Error(`the variable ${taggedAs} holds no tag`);
  const [key, value] = changedTag ?? [first[0], `${String(first[1])}2`];
  return { ...(tags as Readonly<Record<string, Json>>), [key]: value };
}

/** Names of outputs, and whether they are sensitive, as `terraform fmt` leaves them. */
function outputsOf(moduleFolder: string): readonly { readonly name: string; readonly sensitive: boolean }[] {
  const text = readdirSync(moduleFolder)
    .filter((file) => file.endsWith(".tf"))
    .map((file) => readFileSync(path.join(moduleFolder, file), "utf8"))
    .join("\n");
  return [...text.matchAll(/^output "([^"]+)" \{\n([^]*?)^\}/gm)].map(([, name = "", body = ""]) => ({
    name,
    sensitive: /^ {2}sensitive\s*=\s*true$/m.test(body),
  }));
}

/** Terraform takes a relative source only when it begins with a dot. */
function relativeSource(folder: string, moduleFolder: string): string {
  const relative = path.relative(folder, moduleFolder).replaceAll(path.sep, "/");
  return relative.startsWith(".") ? relative : `./${relative}`;
}
