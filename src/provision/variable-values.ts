import { suggest } from "../kit/suggest.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { InputPath, ModuleInput, ModuleInterface, ProvisionJob } from "../spec/provision.ts";
import { unusableValues } from "./check-values.ts";
import { jobFacts } from "./job-facts.ts";
import type { JobProblem } from "./job-problem.ts";

/** What the module gets, by the name of its variables, sorted; and what is wrong with it. */
export interface VariableValues {
  readonly inputs: readonly ModuleInput[];
  readonly problems: readonly JobProblem[];
}

/**
 * Values for the variables that a module declares, weakest source first: facts of the job that go by the variable's name, what
 * the runtime makes of its block, `runtime.options`, `terraform.variables`. `given` names variables that the environment sets
 * (TF_VAR_...): they are passed on where the job says nothing. Pure.
 */
export function variableValues(job: ProvisionJob, module: ModuleInterface, given: ReadonlySet<string>): VariableValues {
  const declared = (name: string): boolean => Object.hasOwn(module.variables, name);
  const { explicit, loose, unknown } = explicitValues(job, module);
  // A module that knows the job's tags under their own name needs no second map of them.
  const facts = jobFacts(job, loose).filter(({ name }) => name !== "tags" || !declared("job_metadata"));
  const layers = [facts, runtimeValues(job), explicit];
  const chosen = new Map<string, Required<ModuleInput>>();
  for (const layer of layers) for (const input of layer) if (declared(input.name)) chosen.set(input.name, input);
  const named = Object.entries(module.variables);
  const passed = named.filter(([name]) => !chosen.has(name) && given.has(name)).map(([name]) => ({ name, path: [] }));
  const missing = named.filter(([name, { required }]) => required && !chosen.has(name) && !given.has(name));
  return {
    inputs: [...chosen.values(), ...passed].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    problems: [
      ...unknown.map((place) => unknownVariable(place, module)),
      ...missing.map(([name, { description }]) => missingVariable(name, description)),
      ...unusableValues([...chosen.values()], job),
    ],
  };
}

/** A module may take what it does not know by name in one map, `variables`: then every key is at home there. */
function explicitValues(
  { infrastructure }: ProvisionJob,
  module: ModuleInterface,
): { readonly explicit: Required<ModuleInput>[]; readonly loose: Readonly<Record<string, JsonValue>>; readonly unknown: InputPath[] } {
  const written = Object.entries((infrastructure.terraform.variables ?? {}) as Readonly<Record<string, JsonValue>>);
  const known = written.filter(([name]) => Object.hasOwn(module.variables, name));
  const takesAll = Object.hasOwn(module.variables, "variables");
  const places: InputPath[] = [
    ...Object.keys(infrastructure.runtime.options ?? {}).map((name) => ["runtime", "options", name]),
    ...(takesAll ? [] : written.map(([name]) => ["terraform", "variables", name])),
  ];
  return {
    explicit: known.map(([name, value]) => ({ name, value, path: ["terraform", "variables", name] })),
    loose: Object.fromEntries(written.filter(([name]) => name !== "variables")),
    unknown: places.filter((place) => !Object.hasOwn(module.variables, String(place.at(-1)))),
  };
}

function runtimeValues({ infrastructure: { runtime }, module_inputs, runtime_keys }: ProvisionJob): Required<ModuleInput>[] {
  const ofRuntime = Object.entries(module_inputs).map(([name, value]): Required<ModuleInput> => {
    const keys = runtime_keys.filter(({ names }) => names.includes(name));
    const key = keys.find(({ names }) => names[0] === name) ?? keys[0];
    return { name, value, path: key?.path ?? ["runtime"] };
  });
  const options = Object.entries(runtime.options ?? {});
  return [...ofRuntime, ...options.map(([name, value]): Required<ModuleInput> => ({ name, value, path: ["runtime", "options", name] }))];
}

function unknownVariable(path: InputPath, module: ModuleInterface): JobProblem {
  const name = String(path.at(-1));
  const near = suggest(name, Object.keys(module.variables));
  const all = Object.keys(module.variables);
  return {
    path,
    part: "key",
    // Older spellings keep notes of all kinds among the options.
    ...(path[0] === "runtime" ? { severity: "warning" as const } : {}),
    code: "unknown-variable",
    message: `the module has no variable '${name}'`,
    hint: near === undefined ? `it has ${all.slice(0, 12).join(", ")}${all.length > 12 ? ", ..." : ""}` : `did you mean '${near}'?`,
  };
}

/** Variables that other keys of the block are there to say. */
const keysOfFacts: Readonly<Record<string, string>> = { region: "region", location: "region", runtime_type: "runtime.type" };

function missingVariable(name: string, description: string | undefined): JobProblem {
  return {
    path: ["terraform", "variables"],
    part: "key",
    code: "missing-variable-value",
    message: `the module needs a value for its variable '${name}'${description === undefined ? "" : ` (${description})`}`,
    hint: `write infrastructure.${keysOfFacts[name] ?? `terraform.variables.${name}`}, or set TF_VAR_${name} where it is a secret`,
  };
}
