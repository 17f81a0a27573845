import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { applyRoot, examplesOf } from "./apply-root.ts";
import { awsTags, expectTagged, hostileMetadata, metadata, oddNames, taggable, walkAws } from "./aws-walk.ts";
import type { Json } from "./lifecycle.ts";

const name = "aws_fargate";
const tags = { ...awsTags, ManagedBy: "terraform", DativoRuntime: name };
const network = { vpc_id: "vpc-0a1b2c3d4e5f60718", private_subnet_ids: ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"] };
const shortest = { job_metadata: metadata };
const key = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";

const everything: Record<string, Json> = {
  ...shortest,
  ...network,
  tags: { owner: "data-team@acme.com", team: "weaker" },
  default_tags: { project: "dativo-platform", managed_by: "hand" },
  runtime_type: name,
  container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0",
  command: ["dativo"],
  args: ["run", "--config", "jobs/acme/stripe.yaml"],
  cpu: 8192,
  memory: "16Gi",
  cpu_architecture: "ARM64",
  ephemeral_storage_gib: 200,
  environment_variables: { LOG_LEVEL: "info" },
  secrets: {
    STRIPE_API_KEY: "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe-AbCdEf:key::",
    PGPASSWORD: "arn:aws:ssm:us-east-1:123456789012:parameter/pg/password",
  },
  secrets_kms_key_arns: [key],
  container_user: "1000:1000",
  readonly_root_filesystem: false,
  writable_paths: [],
  stop_timeout_seconds: 60,
  timeout_seconds: 3600,
  timeout_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/busybox:stable",
  schedule: "cron(0 2 * * ? *)",
  schedule_timezone: "Europe/Berlin",
  schedule_enabled: false,
  schedule_flexible_minutes: 15,
  max_retries: 0,
  cluster_name: "acme",
  capacity_provider: "FARGATE_SPOT",
  container_insights: "enhanced",
  create_service: true,
  desired_count: 2,
  container_port: 8080,
  service_connect_namespace: "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-abc",
  target_group_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/acme/0123456789abcdef",
  security_group_ids: ["sg-0a1b2c3d4e5f60718"],
  egress_rules: {
    https: { from_port: 443, cidr_ipv4: "0.0.0.0/0" },
    ipv6: { from_port: 443, to_port: 444, cidr_ipv6: "::/0" },
    endpoint: { from_port: 443, prefix_list_id: "pl-0a1b2c3d" },
    database: { from_port: 5432, security_group_id: "sg-0a1b2c3d4e5f60719" },
  },
  assign_public_ip: true,
  s3_bucket_arns: ["arn:aws:s3:::acme-data-lake", "arn:aws:s3:::acme-data-lake/*"],
  data_kms_key_arns: [key],
  task_secret_arns: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:dativo-AbCdEf"],
  task_policy_arns: ["arn:aws:iam::aws:policy/AmazonAthenaFullAccess"],
  permissions_boundary: "arn:aws:iam::123456789012:policy/boundary",
  kms_key_alias: "dativo-prod",
  kms_deletion_window_in_days: 7,
  log_retention_days: 365,
};

const shared = {
  ...shortest,
  ...network,
  create_cluster: false,
  cluster_name: "arn:aws:ecs:us-east-1:123456789012:cluster/shared",
  create_security_group: false,
  security_group_ids: ["sg-0a1b2c3d4e5f60718"],
  kms_key_arn: key,
  schedule: "rate(6 hours)",
};

const hostile = {
  ...network,
  job_metadata: hostileMetadata,
  schedule: "rate(1 day)",
  environment_variables: { TEXT: 'say "hi"\n${x} %{y} \\ ü', EMPTY: "" },
  args: ['${x} "quoted"', "%{ if true }"],
};

/** As the guide to the modules has it, and as platform teams call it with tags and defaults alone. */
const calls = `
variable "vpc_id" { default = "vpc-0a1b2c3d4e5f60718" }
variable "private_subnet_ids" { default = ["subnet-0a1b2c3d4e5f60718"] }
provider "aws" { region = "us-east-1" }

module "stripe_customers_runtime" {
  source = "./modules/aws_fargate"

  region = "us-east-1"

  job_metadata = ${JSON.stringify(metadata)}
  default_tags = {
    project     = "dativo-platform"
    managed_by  = "terraform"
  }

  container_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0"
  cpu             = "1024"
  memory          = "2048"

  vpc_id             = var.vpc_id
  private_subnet_ids = var.private_subnet_ids

  s3_bucket_arns = [
    "arn:aws:s3:::acme-data-lake",
    "arn:aws:s3:::acme-data-lake/*"
  ]
}

module "dativo_runtime" {
  source       = "./modules/aws_fargate"
  region       = "us-east-1"
  runtime_type = "aws_fargate"
  tags         = ${JSON.stringify({ ...metadata, job_name: "example_ingest_job" })}
  default_tags = { owner = "platform" }
}

output "guide" {
  value = module.stripe_customers_runtime
}

output "short" {
  value = module.dativo_runtime
}
`;

describe.skipIf(terraformBinary() === undefined).each(["5.100.0", "6.45.0"])("aws_fargate on aws %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ aws: version });
  });
  afterAll(async () => providers.stop());

  const whole = [
    { title: "the shortest input", variables: shortest, resources: 10, tagged: 6 },
    { title: "a network and a schedule", variables: { ...shortest, ...network, schedule: "rate(1 hour)" }, resources: 17, tagged: 11 },
    { title: "what is shared brought along", variables: shared, resources: 11, tagged: 7 },
    { title: "no encryption", variables: { ...shortest, enable_encryption: false }, resources: 7, tagged: 5 },
  ];

  test.each(whole)("a whole life with $title", async ({ variables, resources: count, tagged }) => {
    const { resources } = await walkAws(`modules/${name}`, version, variables);
    expect([resources.length, taggable(resources).length]).toStrictEqual([count, tagged]);
    expectTagged(resources, tags);
  });

  test("a whole life with every option", async () => {
    const { resources, outputs } = await walkAws(`modules/${name}`, version, everything);
    expect([resources.length, taggable(resources).length]).toStrictEqual([22, 15]);
    expectTagged(resources, { ...tags, Owner: "data-team@acme.com", Project: "dativo-platform" });
    const service = resources.find(({ type }) => type === "aws_ecs_service");
    const schedule = resources.find(({ type }) => type === "aws_scheduler_schedule");
    expect(service?.values).toMatchObject({ propagate_tags: "TASK_DEFINITION" });
    expect(schedule?.values).toMatchObject({ target: [{ ecs_parameters: [{ propagate_tags: "TASK_DEFINITION" }] }] });
    expect(outputs).toMatchObject({ cluster_name: "acme", service_endpoint: "http://stripe-customers-etl-prod-service:8080" });
    expect(Object.values(outputs)).not.toContain(null);
  });

  test("a whole life with hostile input", async () => {
    const { resources, outputs } = await walkAws(`modules/${name}`, version, hostile);
    expectTagged(resources, { Team: hostileMetadata.Team, Cost_Center: "differs in case", CostCenter: "Kosten_ _/Monat", a_b: "signs" });
    expect(outputs["cluster_name"]).toMatch(/^[a-z][a-z0-9-]{1,254}$/);
    const task = resources.find(({ type }) => type === "aws_ecs_task_definition")?.values["container_definitions"];
    const [container] = JSON.parse(String(task)) as readonly { environment: readonly { name: string; value: string }[]; command: Json }[];
    expect(Object.fromEntries(container!.environment.map((one) => [one.name, one.value]))).toStrictEqual(hostile.environment_variables);
    expect(container!.command).toStrictEqual(hostile.args);
  });

  test("jobs whose names say nothing that AWS can write, or begin as AWS's own ids do", async () => {
    const { outputs } = await applyRoot(providers, name, { main: oddNames(name, ["日本語", "sg-", "2024"]) });
    for (const cluster of Object.values(outputs)) expect(cluster).toMatch(/^[a-z][a-z0-9-]*-prod-cluster$/);
    expect(new Set(Object.values(outputs)).size).toBe(3);
  });

  test("the calls of the guides", async () => {
    const { resources, outputs } = await applyRoot(providers, name, { main: calls });
    expect(outputs["guide"]).toMatchObject({
      cluster_name: "stripe-customers-etl-prod-cluster",
      service_name: "stripe-customers-etl-prod-service",
      task_definition_arn: "arn:aws:ecs:us-east-1:123456789012:task-definition/stripe-customers-etl-prod-job:1",
    });
    expect(outputs["short"]).toMatchObject({
      cluster_name: "example-ingest-job-prod-cluster",
      service_name: "example-ingest-job-prod-service",
      service_endpoint: "https://ecs.us-east-1.amazonaws.com",
    });
    expectTagged(
      resources.filter(({ address }) => address.startsWith("module.stripe")),
      { ...tags, Project: "dativo-platform" },
    );
  });

  test.each(examplesOf(name))("the example %s", async (example) => {
    const { resources } = await applyRoot(providers, name, { example });
    expect(taggable(resources).length).toBeGreaterThan(5);
  });
});
