import { z } from "zod";
import { text } from "./schema-parts.ts";

/** Where a job's resources are. */
export const infrastructureProviders = ["aws", "azure", "gcp", "databricks", "kubernetes", "none"] as const;
/** One of them. */
export type InfrastructureProvider = (typeof infrastructureProviders)[number];

/** What makes a job's resources. */
export const provisioners = ["terraform", "opentofu", "cloudformation", "pulumi", "manual"] as const;
/** One of them. */
export type Provisioner = (typeof provisioners)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const facts = z.record(z.string(), scalar);
const count = z.int().min(1);

const scalingSchema = z.strictObject({
  enabled: z.boolean().optional(),
  min_instances: count.optional().describe("At least this many."),
  max_instances: count.optional().describe("At most this many."),
});

const computeSchema = z.strictObject({
  cluster_id: text.optional().describe("A cluster that is there already."),
  instance_type: text.optional().describe("What its machines are: r5.2xlarge, n2-standard-4."),
  instance_count: count.optional().describe("How many machines."),
  auto_scaling: scalingSchema.optional(),
});

const storageSchema = z.strictObject({
  bucket: text.optional().describe("A bucket that is there already."),
  volume_id: text.optional(),
  mount_path: text.optional().describe("Where the volume is mounted."),
});

const networkSchema = z.strictObject({
  vpc_id: text.optional(),
  subnet_ids: z.array(text).optional(),
  security_group_ids: z.array(text).optional(),
});

/** Keys of `infrastructure.runtime`; beside the older `compute_type` it is open. */
export const runtimeKeys = {
  type: text.optional().describe("What the job runs on."),
  platform: text.optional().describe("Older spelling of type."),
  image: text.optional().describe("Container image: by digest, or with a tag."),
  cpu: scalar.optional().describe("ECS units, cores or millicores, as the runtime's users write them."),
  memory: scalar.optional().describe("MiB, or 2Gi, 2048Mi."),
  namespace: text.optional().describe("Kubernetes namespace, or a logical group."),
  service_account: text.optional().describe("Whom the job runs as: a service account or a role."),
  compute: computeSchema.optional(),
  storage: storageSchema.optional(),
  network: networkSchema.optional(),
  options: z.record(z.string(), z.unknown()).optional().describe("Open: what the runtime's own module takes beside the rest."),
};

/** `infrastructure.terraform`. */
export const terraformSchema = z.strictObject({
  module_source: text
    .optional()
    .describe("A folder (from the project root) or any source that Terraform takes; the runtime's own module when absent."),
  module_version: text.optional().describe("Version of a registry module, or the ref of a git source."),
  workspace: text.optional().describe("Terraform workspace; selected, and made where it is not there."),
  backend_config: z
    .record(z.string(), scalar)
    .optional()
    .describe("Where the state is; `type` names the backend, which is told by the other keys when absent."),
  variables: z.record(z.string(), z.unknown()).optional().describe("Variables of the module."),
  outputs_file: text.optional().describe("A file with outputs, in the form of the provisioner's own tool."),
});

/** `infrastructure` in any of its spellings (SPEC section 2); the older ones are rewritten when the job is loaded. */
export const infrastructureSchema = z
  .strictObject({
    provider: z
      .enum([...infrastructureProviders, "terraform", "cloudformation", "pulumi", "manual"])
      .optional()
      .describe("Where the resources are; found out from the runtime when absent."),
    provisioner: z.enum(provisioners).optional().describe("What makes the resources; terraform when absent."),
    region: z.string().optional().describe("Region, or Azure location."),
    runtime: z.looseObject(runtimeKeys).optional(),
    terraform: terraformSchema.optional(),
    resource_identifiers: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("Names of what was made: {{terraform_outputs.NAME}}, or literals."),
    tags: facts.optional().describe("job_name, team, pipeline_type, environment and cost_center, and tags of one's own."),
    labels: facts.optional().describe("Kubernetes labels."),
    annotations: facts.optional().describe("Kubernetes annotations, and notes that are no tags."),
    resources: z.record(z.string(), z.unknown()).optional().describe("What is there already: database, cache, queue, secrets, ... Open."),
    outputs: z.record(z.string(), text).optional().describe("Outputs that are expected: name -> output.NAME or module.MODULE.NAME."),
    metadata: z
      .strictObject({
        tags: facts.optional(),
        labels: facts.optional(),
        annotations: facts.optional(),
        variables: z.record(z.string(), z.unknown()).optional(),
      })
      .optional()
      .describe("Older place of tags, labels, annotations and terraform.variables."),
    compute_type: z
      .enum(["fargate", "ec2", "lambda", "cloud-run", "gke", "cloud-functions"])
      .optional()
      .describe("Older spelling of runtime.type."),
    memory_mb: z.number().min(1).optional().describe("Older spelling of runtime.memory."),
    vcpu: z.number().gt(0).optional().describe("Older spelling of runtime.cpu."),
    resource_refs: z.record(z.string(), z.unknown()).optional().describe("Older spelling of resource_identifiers."),
    terraform_module: text.optional().describe("Older spelling of terraform.module_source."),
    terraform_vars: z.record(z.string(), z.unknown()).optional().describe("Older spelling of terraform.variables."),
    module_source: text.optional().describe("Older place of terraform.module_source."),
    deployment_notes: text.optional().describe("Older spelling of annotations.deployment_notes."),
  })
  .superRefine((block, context) => {
    if (block.compute_type !== undefined) return;
    for (const key of Object.keys(block.runtime ?? {})) {
      if (Object.hasOwn(runtimeKeys, key)) continue;
      context.addIssue({ code: "unrecognized_keys", keys: [key], path: ["runtime"], input: { ...block.runtime } });
    }
  });

/** Plain data, as JSON holds it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A value of a tag, label or annotation as it was written. */
export type Scalar = string | number | boolean;

/** What a job runs on, in the canonical spelling. */
export interface Runtime {
  /** Name of a runtime plugin: `aws_fargate`. */
  readonly type?: string;
  readonly image?: string;
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly namespace?: string;
  readonly service_account?: string;
  readonly compute?: z.output<typeof computeSchema>;
  readonly storage?: z.output<typeof storageSchema>;
  readonly network?: z.output<typeof networkSchema>;
  readonly options?: Readonly<Record<string, JsonValue>>;
}

/** The one model of `infrastructure` that all spellings load into. */
export interface Infrastructure {
  /** Absent where nothing tells it. */
  readonly provider?: InfrastructureProvider;
  readonly provisioner: Provisioner;
  readonly region?: string;
  readonly runtime: Runtime;
  readonly terraform: z.output<typeof terraformSchema>;
  readonly resource_identifiers: Readonly<Record<string, JsonValue>>;
  readonly tags: Readonly<Record<string, Scalar>>;
  readonly labels: Readonly<Record<string, Scalar>>;
  readonly annotations: Readonly<Record<string, Scalar>>;
  readonly resources: Readonly<Record<string, JsonValue>>;
  /** Expected outputs as written: `output.emr_cluster_dns`, `module.emr_cluster.cluster_id`. */
  readonly outputs: Readonly<Record<string, string>>;
}
