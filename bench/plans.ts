import { writeFileSync } from "node:fs";

const tags = {
  JobName: "orders",
  Team: "data",
  PipelineType: "ingestion",
  Environment: "prod",
  CostCenter: "FIN-001",
  ManagedBy: "terraform",
};
const provider_name = "registry.terraform.io/hashicorp/aws";

/** Values of a queue as the AWS provider plans them, most of them unset. */
function queue(index: number): object {
  return {
    content_based_deduplication: false,
    deduplication_scope: null,
    delay_seconds: 0,
    fifo_queue: false,
    fifo_throughput_limit: null,
    kms_data_key_reuse_period_seconds: 300,
    kms_master_key_id: "alias/orders",
    max_message_size: 262144,
    message_retention_seconds: 345600,
    name: `orders-${index}`,
    name_prefix: null,
    policy: null,
    receive_wait_time_seconds: 0,
    redrive_allow_policy: null,
    redrive_policy: null,
    region: "us-east-1",
    sqs_managed_sse_enabled: null,
    tags,
    tags_all: tags,
    timeouts: null,
    visibility_timeout_seconds: 30,
  };
}

/** Writes a plan that creates so many queues, a hundred to a module, with everything that Terraform prints of each. */
export function writePlan(file: string, resources: number): void {
  const all = Array.from({ length: resources }, (_, index) => {
    const address = `module.tenant["t${Math.floor(index / 100)}"].aws_sqs_queue.orders[${index % 100}]`;
    return { index, name: { address, mode: "managed", type: "aws_sqs_queue", name: "orders", index: index % 100, provider_name } };
  });
  const unknown = { arn: true, id: true, url: true, tags: {}, tags_all: {} };
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: {
        resources: all.map(({ index, name }) => ({
          ...name,
          schema_version: 0,
          values: queue(index),
          sensitive_values: { tags: {}, tags_all: {} },
        })),
      },
    },
    resource_changes: all.map(({ index, name }) => ({
      ...name,
      change: {
        actions: ["create"],
        before: null,
        after: queue(index),
        after_unknown: unknown,
        before_sensitive: false,
        after_sensitive: { tags: {}, tags_all: {} },
      },
    })),
    configuration: { root_module: {} },
  };
  writeFileSync(file, JSON.stringify(plan));
}
