import type { ProviderTags, TagSlot, TagStyle } from "../../src/provision/audit/tag-slot.ts";

/** How tags show in a provider's schemas, and what its schemas do not say. */
export interface ProviderRule {
  readonly style: TagStyle;
  /** Names of maps of text that hold tags. */
  readonly names: readonly string[];
  /** What the provider writes beside them, its defaults included. */
  readonly merged?: string;
  /** Places that look like tags and are none: filters, labels of other systems, records. Matched against the dotted path. */
  readonly ignored: RegExp;
  /** Slots to add to those of the schema, or to put in the place of the one with the same path; also for types without a schema here. */
  readonly more: Readonly<Record<string, readonly TagSlot[]>>;
  readonly reasons: Readonly<Record<string, string>>;
}

const tagsAll = { path: ["tags"], merged: "tags_all" } as const;
const ofTasks = { inherit: "propagate_tags", switches: ["TASK_DEFINITION"] } as const;
/** What a template launches: each needs a specification of its own, which the provider's default tags do not reach. */
const launched = ["instance", "volume", "network-interface"];
/** Autopilot runs the nodes itself; a cluster without its first pool has only pools of their own. */
const ownNodes = { unless: ["enable_autopilot", "remove_default_node_pool"] } as const;

const aws: ProviderRule = {
  style: "aws",
  names: ["tags"],
  merged: "tags_all",
  ignored: /(^|\.)(filter|filter_expression|lifecycle_rule|replication_configuration|override_provider)(\.|$)/,
  more: {
    aws_autoscaling_group: [{ path: ["tag"], form: "blocks" }],
    aws_batch_compute_environment: [tagsAll, { path: ["compute_resources", "tags"] }],
    aws_batch_job_definition: [tagsAll, { path: ["propagate_tags"], form: "switch", switches: [true] }],
    aws_cloudwatch_event_target: [{ path: ["ecs_target", "tags"], ...ofTasks }],
    aws_dynamodb_table: [tagsAll, { path: ["replica", "propagate_tags"], form: "switch", switches: [true] }],
    aws_ecs_service: [
      { path: ["propagate_tags"], form: "switch", switches: ["SERVICE", "TASK_DEFINITION"] },
      {
        path: ["volume_configuration", "managed_ebs_volume", "tag_specifications", "tags"],
        inherit: "propagate_tags",
        switches: ["SERVICE", "TASK_DEFINITION"],
        optional: 2,
      },
    ],
    aws_instance: [
      { path: ["root_block_device", "tags"], merged: "tags_all", instead: "volume_tags" },
      { path: ["ebs_block_device", "tags"], merged: "tags_all", instead: "volume_tags" },
    ],
    aws_launch_template: launched.map((kind) => ({
      path: ["tag_specifications", "tags"],
      where: ["resource_type", kind],
      optional: 0,
    })),
    aws_pipes_pipe: [tagsAll, { path: ["target_parameters", "ecs_task_parameters", "tags"], ...ofTasks }],
    aws_scheduler_schedule: [{ path: ["target", "ecs_parameters", "tags"], ...ofTasks }],
  },
  reasons: {
    aws_cloudwatch_event_target: "takes no tags, and launches nothing that does; its rule takes them",
    aws_ec2_tag: "is itself one tag of another resource",
    aws_ecs_tag: "is itself one tag of another resource",
    aws_emr_instance_fleet: "takes no tags: its instances take those of the cluster",
    aws_emr_instance_group: "takes no tags: its instances take those of the cluster",
    aws_scheduler_schedule: "takes no tags, and launches nothing that does; its schedule group takes them",
  },
};

const google: ProviderRule = {
  style: "gcp",
  names: ["labels", "resource_labels", "user_labels"],
  merged: "effective_labels",
  ignored: /(^|\.)(budget_filter|conditions)(\.|$)|(^|\.)node_config\.labels$/,
  more: {
    google_container_cluster: [
      { path: ["node_config", "resource_labels"], ...ownNodes },
      { path: ["node_pool", "node_config", "resource_labels"], ...ownNodes },
    ],
    google_container_node_pool: [{ path: ["node_config", "resource_labels"], optional: 0 }],
    google_sql_database_instance: [{ path: ["settings", "user_labels"], optional: 0 }],
  },
  reasons: {},
};

const azurerm: ProviderRule = {
  style: "azure",
  names: ["tags"],
  ignored: /(^|\.)(soa_record|filter)(\.|$)/,
  more: {},
  reasons: {},
};

const manifest = (...path: readonly string[]): TagSlot => ({
  path: ["manifest", ...path, "metadata", "labels"],
  optional: path.length + 1,
});

const kubernetes: ProviderRule = {
  style: "kubernetes",
  names: ["metadata.labels"],
  ignored: /(^|\.)(volume_claim_template|selector)(\.|$)/,
  more: { kubernetes_manifest: [manifest(), manifest("spec", "template"), manifest("spec", "jobTemplate", "spec", "template")] },
  reasons: {
    kubernetes_annotations: "sets annotations of an object that stands elsewhere",
    kubernetes_labels: "sets labels of an object that stands elsewhere",
  },
};

/** By namespace and name of the provider: those of which the schemas are here. */
export const providerRules: Readonly<Record<string, ProviderRule>> = {
  "hashicorp/aws": aws,
  "hashicorp/azurerm": azurerm,
  "hashicorp/google": google,
  "hashicorp/kubernetes": kubernetes,
};

/** Providers of which no schema is here, and the little that has to be known of them. */
export const otherProviders: Readonly<Record<string, ProviderTags>> = {
  "azure/azapi": {
    style: "azure",
    types: { azapi_resource: [{ path: ["tags"], given: ["location", "tags"] }], azapi_update_resource: [], azapi_resource_action: [] },
    reasons: {
      azapi_resource: "has no location: an Azure resource that is part of another one and takes no tags",
      azapi_resource_action: "calls an action of a resource that stands elsewhere",
      azapi_update_resource: "changes a resource that stands elsewhere",
    },
  },
};
