import { z } from "zod";
import type { Infrastructure, JsonValue } from "./infrastructure.ts";

/** A job as far as Terraform files are made of it. */
export interface ProvisionJob {
  readonly name: string;
  readonly tenant_id: string;
  readonly environment: string;
  readonly infrastructure: Infrastructure;
  /** The job's tags as Terraform modules take them: the canonical map `job_metadata`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The platform's baseline: `default_tags` of the policy. */
  readonly default_tags: Readonly<Record<string, string>>;
  /** What the runtime says of the block, under the names of its module's variables. */
  readonly module_inputs: Readonly<Record<string, JsonValue>>;
  /** The keys of the runtime block, and which of those values each takes part in. */
  readonly runtime_keys: readonly RuntimeKey[];
  /** Rendered paths inside `infrastructure` of values that wait for an output of Terraform. */
  readonly waits: ReadonlySet<string>;
  /** Keys of `metadata` whose values wait for one. */
  readonly waiting_tags: ReadonlySet<string>;
  /** Values of secrets that took part in reading the job: none may reach a file. */
  readonly secrets: readonly string[];
}

/** Where the value of a module's variable comes from: a path inside `infrastructure`, in its canonical spelling. */
export type InputPath = readonly (string | number)[];

/** A key of a runtime block, and the inputs of its module that are made of it. */
export interface RuntimeKey {
  readonly path: InputPath;
  readonly names: readonly string[];
}

/** A variable of the root module. */
export interface ModuleInput {
  readonly name: string;
  /** Absent where a TF_VAR_ variable of the environment says it. */
  readonly value?: JsonValue;
  readonly path: InputPath;
}

/** What a module takes and gives. */
export interface ModuleInterface {
  readonly variables: Readonly<Record<string, ModuleVariable>>;
  readonly outputs: Readonly<Record<string, { readonly sensitive: boolean; readonly description?: string }>>;
  /** By local name. */
  readonly providers: Readonly<Record<string, ModuleProvider>>;
  /** Providers that the module configures itself. */
  readonly configured: readonly string[];
  /** Folders of modules that it calls, as it writes them: `../../modules/aws_emr`. */
  readonly folders: readonly string[];
  readonly required_version?: string;
}

/** A variable that a module declares. */
export interface ModuleVariable {
  /** A type expression as it is written: `map(string)`. */
  readonly type?: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  readonly nullable: boolean;
  readonly description?: string;
}

/** A provider that a module asks for. */
export interface ModuleProvider {
  /** `hashicorp/aws`. */
  readonly source: string;
  readonly version?: string;
  /** Names of further configurations that the caller has to hand in: `google.other`. */
  readonly aliases: readonly string[];
}

/** What an attribute of a Terraform file says. */
export type TerraformAttribute =
  /** Data that Terraform takes as it stands, before it evaluates anything: a module's source, a backend's bucket. */
  | { readonly kind: "literal"; readonly value: JsonValue }
  /** Text in a place where Terraform evaluates; it means itself. */
  | { readonly kind: "text"; readonly value: string }
  /** Something that Terraform evaluates: `var.cpu`. */
  | { readonly kind: "expression"; readonly value: string }
  /** A word of the language that is no value: a type, the name of a provider. */
  | { readonly kind: "word"; readonly value: string }
  | { readonly kind: "words"; readonly value: Readonly<Record<string, string>> };

/** A block of a Terraform file: `output "service_name" { ... }`. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, TerraformAttribute>>;
  readonly blocks?: readonly Block[];
}

/** How generated files are written. */
export type TerraformFormat = "json" | "hcl";

/** What a plan would do to one resource. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: PlannedAction;
  /** Names of attributes that change; of a replacement, those that force it come first. */
  readonly attributes: readonly string[];
  /** Of `attributes`, those that force a replacement. */
  readonly forces: readonly string[];
}

/** What happens to a resource, in the words of plan summaries. */
export const plannedActions = ["add", "change", "replace", "destroy", "read", "forget", "none"] as const;
/** One of them. */
export type PlannedAction = (typeof plannedActions)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is remembered of a plan beside the plan itself: `plan.meta.json`. */
export const planRecordSchema = z.object({
  version: z.literal(1),
  job: z.string().describe("tenant/job/environment."),
  purpose: z.enum(["apply", "destroy"]),
  created_at: z.string().describe("ISO 8601."),
  program: z.object({ name: z.string(), version: z.string() }),
  workspace: z.string(),
  plan_sha256: sha256,
  job_file: z.object({ path: z.string(), sha256 }),
  files: z.record(z.string(), sha256).describe("Generated files, by their path in the working folder."),
  from_environment: z.array(z.string()).describe("Variables of the module that the environment gave (TF_VAR_...)."),
  counts: z.record(z.enum(plannedActions), z.int().min(0)),
  applied_at: z.string().optional().describe("When the plan was applied; a plan is applied once."),
});
/** The same as a type. */
export type PlanRecord = z.output<typeof planRecordSchema>;
