import type { Diagnostic } from "../kit/diagnostic.ts";
import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import { suggest } from "../kit/suggest.ts";
import { isWaiting } from "../kit/waiting-value.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { InputPath, ModuleInput, ModuleInterface, ProvisionJob } from "../spec/provision.ts";
import { jobFacts } from "./job-facts.ts";

/** Something wrong with what a job says, at a path inside `infrastructure`. */
export interface JobProblem {
  readonly path: InputPath;
  readonly part?: "key" | "value";
  readonly severity?: Diagnostic["severity"];
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

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
  const layers = [jobFacts(job, loose), runtimeValues(job), explicit];
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
      ...[...chosen.values()].flatMap((input) => unusable(input, job)),
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

function runtimeValues({ infrastructure, module_inputs }: ProvisionJob): Required<ModuleInput>[] {
  const { runtime } = infrastructure;
  // A cluster that the module is about to make has no id yet: that the job names its output is no input of the module.
  const ofRuntime = Object.entries(module_inputs)
    .filter(([, value]) => !isWaiting(value))
    .map(([name, value]): Required<ModuleInput> => ({
      name,
      value,
      path: placeOf(name, runtime),
    }));
  const options = Object.entries(runtime.options ?? {});
  return [...ofRuntime, ...options.map(([name, value]): Required<ModuleInput> => ({ name, value, path: ["runtime", "options", name] }))];
}

/** The key of the block that most likely says a variable: its own name, or one that is part of it (`image` for `container_image`). */
function placeOf(name: string, runtime: object): InputPath {
  const blocks = { "": runtime, ...runtime } as Readonly<Record<string, unknown>>;
  for (const [block, value] of Object.entries(blocks)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const keys = Object.keys(value);
    const key = keys.find((one) => one === name) ?? keys.find((one) => name.endsWith(`_${one}`) || name.startsWith(`${one}_`));
    if (key !== undefined) return block === "" ? ["runtime", key] : ["runtime", block, key];
  }
  return ["runtime"];
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

function unusable({ name, value, path }: Required<ModuleInput>, { secrets }: ProvisionJob): JobProblem[] {
  const texts = textsOf(value);
  const found: JobProblem[] = [];
  if (isWaiting(value)) {
    found.push({
      path,
      code: "unresolved-placeholder",
      message: `the module's variable '${name}' waits for an output of Terraform, which the module has yet to make`,
      hint: "give the variable a value of its own; outputs go into resource_identifiers",
    });
  }
  if (texts.some((text) => secrets.some((secret) => secret !== "" && text.includes(secret)))) {
    found.push({
      path,
      code: "literal-credential",
      message: `the module's variable '${name}' would write a secret into a file`,
      hint: `take it out of the job and set TF_VAR_${name}, or hand the module a reference to a secret manager`,
    });
  }
  return found;
}

function textsOf(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}
