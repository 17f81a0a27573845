import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTerraform, type TerraformResult } from "../provider-double/run-terraform.ts";
import type { RunningProviders } from "../provider-double/start-providers.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A resource as `terraform show -json` has it. */
export interface StateResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a plan would do, address by address, without what it leaves alone. */
export type PlannedActions = ReadonlyMap<string, string>;

/** A working copy of one root module. */
export interface Trial extends Disposable {
  readonly terraform: (...args: readonly string[]) => Promise<TerraformResult>;
  /** Plans with these variables and returns what would be done. */
  readonly plan: (variables: object) => Promise<PlannedActions>;
  /** Applies what was planned last, and returns what is there. */
  readonly apply: () => Promise<readonly StateResource[]>;
  readonly outputs: () => Promise<Readonly<Record<string, unknown>>>;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

/** Copies the `terraform` folder, and opens one folder of it (`gcp/gke-dativo`), initialised. */
export async function startTrial(folder: string, providers: RunningProviders): Promise<Trial> {
  const copy = realpathSync(mkdtempSync(path.join(os.tmpdir(), "dativo-trial-")));
  mkdirSync(path.join(copy, "terraform"));
  cpSync(path.join(root, "terraform"), path.join(copy, "terraform"), {
    recursive: true,
    filter: (file) => path.basename(file) !== ".terraform",
  });
  const place = path.join(copy, "terraform", folder);
  const terraform = (...args: readonly string[]) => runTerraform(place, args, { env: providers.env });
  const succeed = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await terraform(...args);
    // Errors stand in frames, with their lines broken.
    if (code !== 0) throw new Error(`terraform ${args.join(" ")}\n${stdout}\n${stderr.replaceAll(/[│╷╵\s]+/g, " ")}`);
    return stdout;
  };
  await succeed("init");
  await succeed("validate");
  return {
    terraform,
    plan: async (variables) => {
      writeFileSync(path.join(place, "trial.tfvars.json"), JSON.stringify(variables));
      await succeed("plan", "-var-file=trial.tfvars.json", "-out=trial.tfplan");
      return plannedActions(await succeed("show", "-json", "trial.tfplan"));
    },
    apply: async () => {
      await succeed("apply", "trial.tfplan");
      return stateResources(await succeed("show", "-json"));
    },
    outputs: async () => {
      const outputs = JSON.parse(await succeed("output", "-json")) as Readonly<Record<string, { readonly value: unknown }>>;
      return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    },
    [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }),
  };
}

function plannedActions(json: string): PlannedActions {
  const { resource_changes: changes = [] } = JSON.parse(json) as {
    readonly resource_changes?: readonly { readonly address: string; readonly change: { readonly actions: readonly string[] } }[];
  };
  const actions = changes.map(({ address, change }): [string, string] => [address, change.actions.join("+")]);
  return new Map(actions.filter(([, action]) => action !== "no-op" && action !== "read"));
}

function stateResources(json: string): readonly StateResource[] {
  const { values } = JSON.parse(json) as { readonly values?: { readonly root_module: StateModule } };
  const of = (module: StateModule): readonly StateResource[] => [
    ...(module.resources ?? []),
    ...(module.child_modules ?? []).flatMap((child) => of(child)),
  ];
  return values ? of(values.root_module).filter(({ mode }) => mode === "managed") : [];
}
