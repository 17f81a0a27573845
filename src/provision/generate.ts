import type { ModuleInput, ModuleInterface, ProvisionJob, TerraformFormat } from "../spec/provision.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import { planBackend } from "./backend.ts";
import { blockProblems } from "./check-block.ts";
import { checkOutputs } from "./check-outputs.ts";
import { notFinite } from "./check-values.ts";
import { ownerOf, placeOf } from "./job-place.ts";
import type { ReadyModule } from "./read-module.ts";
import { renderHcl, renderHclValues } from "./render-hcl.ts";
import { renderJson, renderJsonValues } from "./render-json.ts";
import { rootModule } from "./root-module.ts";
import type { JobProblem } from "./job-problem.ts";
import { variableValues } from "./variable-values.ts";

/** What generating gave. */
export interface Generated {
  /** Texts by their path from the working folder, sorted. */
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly ModuleInput[];
  /** Outputs that the module declares. */
  readonly outputs: ModuleInterface["outputs"];
  /** Names of the variables that the module declares. */
  readonly variables: readonly string[];
  /** What the job says in vain, a sentence each. */
  readonly notes: readonly string[];
  /** False where the backend names the one workspace itself. */
  readonly workspaces: boolean;
  readonly problems: readonly JobProblem[];
}

/** First line of generated HCL; generated files are known by it, so that none that people wrote is overwritten. */
export const header = "# Written by dativo infra generate: change the job, not this file.\n";
const comment = "Written by dativo infra generate: change the job, not this file.";

/** Names of the files that hold the root module and its values. */
export const fileNames = {
  json: { root: "main.tf.json", values: "dativo.auto.tfvars.json" },
  hcl: { root: "main.tf", values: "dativo.auto.tfvars" },
} as const;

/** What is generated beside the job itself. */
export interface GenerateOptions {
  readonly format: TerraformFormat;
  /** Variables that the environment sets (TF_VAR_...). */
  readonly given: ReadonlySet<string>;
}

/** The root module of a job with everything that it needs, as texts. The same job gives the same bytes. Pure. */
export function generate(job: ProvisionJob, ready: ReadyModule, { format, given }: GenerateOptions): Generated {
  const { terraform, region } = job.infrastructure;
  const { inputs, problems } = variableValues(job, ready.module, given);
  const backend = planBackend(terraform.backend_config, placeOf(job), terraform.workspace);
  const blocks = rootModule({
    owner: ownerOf(job),
    source: ready.source,
    module: ready.module,
    inputs,
    backend: backend ?? { workspaces: true },
    region,
  });
  const { root, values } = fileNames[format];
  const rootText = format === "hcl" ? `${header}\n${renderHcl(blocks)}` : renderJson(blocks, comment);
  const files = { ...ready.files, [root]: rootText, [values]: renderValues(inputs, format) };
  return {
    files: Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    inputs,
    outputs: ready.module.outputs,
    workspaces: backend?.workspaces ?? true,
    variables: Object.keys(ready.module.variables),
    notes: [...withoutEffect(job, ready.module), ...sampleImage(job, ready.module, inputs)],
    problems: [
      ...blockProblems(job),
      ...problems,
      ...(backend ? [] : [untoldBackend]),
      ...reservedOutput(ready.module),
      ...undeclaredOutputs(job, ready.module),
    ],
  };
}

/** Values alone, for a root module of the user's own. What it lacks may come from other files: such problems are warnings. Pure. */
export function generateValues(
  job: ProvisionJob,
  module: ModuleInterface,
  { format, given }: GenerateOptions,
): Pick<Generated, "inputs" | "problems"> & { readonly text: string } {
  const { inputs, problems } = variableValues(job, module, given);
  const softer = [...notFinite(job), ...problems].map((one): JobProblem =>
    one.code === "missing-variable-value" ? { ...one, severity: "warning" } : one,
  );
  return { text: renderValues(inputs, format), inputs, problems: softer };
}

function renderValues(inputs: readonly ModuleInput[], format: TerraformFormat): string {
  const said = inputs.flatMap(({ name, value }): [string, JsonValue][] => (value === undefined ? [] : [[name, inOneOrder(value)]]));
  const values = Object.fromEntries(said);
  return format === "hcl" ? `${header}\n${renderHclValues(values)}` : renderJsonValues(values);
}

/** Members of objects sorted: their order means nothing, and files are compared by their bytes. */
function inOneOrder(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(inOneOrder);
  const members = Object.entries<JsonValue>(value as Readonly<Record<string, JsonValue>>);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, inOneOrder(member)]));
}

/** Names by which facts of the block reach modules of other people's, beside the runtime's own. */
const furtherNames: Readonly<Record<string, readonly string[]>> = {
  "runtime.cpu": ["infrastructure_vcpu"],
  "runtime.memory": ["infrastructure_memory_mb"],
};

/** Keys of the runtime block that reach no variable of the module. */
function withoutEffect({ runtime_keys, infrastructure: { runtime, terraform } }: ProvisionJob, module: ModuleInterface): readonly string[] {
  const name = terraform.module_source ?? runtime.type;
  return runtime_keys
    .map(({ path, names }) => ({ key: path.join("."), names }))
    .filter(({ key, names }) => ![...names, ...(furtherNames[key] ?? [])].some((one) => Object.hasOwn(module.variables, one)))
    .map(({ key }) => `${key} has no effect: the module ${name} has no variable for it`);
}

/** The modules that come with Dativo run a sample where a job names no image, so that a first apply succeeds. */
function sampleImage({ infrastructure }: ProvisionJob, module: ModuleInterface, inputs: readonly ModuleInput[]): readonly string[] {
  const isOwn = infrastructure.terraform.module_source === undefined;
  const has = inputs.some(({ name }) => name === "container_image");
  if (!isOwn || has || !Object.hasOwn(module.variables, "container_image")) return [];
  return ["runtime.image is not set: what is made runs a sample image"];
}

const untoldBackend: JobProblem = {
  path: ["terraform", "backend_config"],
  part: "key",
  code: "missing-key",
  message: "nothing tells which backend this is",
  hint: "add `type`: s3, gcs, azurerm, local, http, pg, kubernetes or cloud",
};

/** Outputs that the job expects and the module cannot give: a warning, since `apply` is what looks for them. */
function undeclaredOutputs({ infrastructure }: ProvisionJob, module: ModuleInterface): readonly JobProblem[] {
  const declared = Object.entries(module.outputs).map(([name, { sensitive }]) => [name, { sensitive, value: true }] as const);
  const { problems } = checkOutputs(infrastructure.outputs, Object.fromEntries(declared));
  return problems.filter(({ code }) => code === "missing-output").map((one) => ({ ...one, severity: "warning" as const }));
}

function reservedOutput({ outputs }: ModuleInterface): JobProblem[] {
  if (!Object.hasOwn(outputs, "dativo_job")) return [];
  return [
    {
      path: ["terraform", "module_source"],
      code: "conflicting-keys",
      message: "the module has an output 'dativo_job', which is the name of the one that says whose state it is",
      hint: "rename the module's output",
    },
  ];
}
