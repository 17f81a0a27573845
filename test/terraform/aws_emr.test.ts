import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { applyRoot, examplesOf } from "./apply-root.ts";
import { awsTags, expectTagged, hostileMetadata, metadata, oddNames, taggable, walkAws } from "./aws-walk.ts";
import type { Json } from "./lifecycle.ts";

const name = "aws_emr";
const tags = { ...awsTags, ManagedBy: "terraform", DativoRuntime: name };
const network = { vpc_id: "vpc-0a1b2c3d4e5f60718", private_subnet_ids: ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"] };
const shortest = { job_metadata: metadata };
const key = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";

/** What a job hands over by these very names. */
const ofJob = {
  instance_type: "r5.2xlarge",
  instance_count: 8,
  min_instances: 4,
  max_instances: 12,
  enable_spot_instances: true,
  log_retention_days: 30,
  enable_encryption: true,
  kms_key_alias: "alias/dativo-prod",
  data_lake_bucket: "acme-data-lake-prod",
};

const everything: Record<string, Json> = {
  ...shortest,
  ...network,
  ...ofJob,
  tags: { owner: "data-team@acme.com", team: "weaker" },
  default_tags: { project: "customer-analytics", managed_by: "hand" },
  runtime_type: name,
  cluster_name: "acme",
  release_label: "emr-6.15.0",
  applications: ["Spark", "Hadoop", "Hive", "JupyterEnterpriseGateway"],
  configurations: [{ Classification: "spark-defaults", Properties: { "spark.executor.memory": "2g" } }],
  bootstrap_actions: [
    { name: "install", path: "s3://acme-scripts/install.sh", args: ["${x}"] },
    { name: "tune", path: "s3://acme-scripts/tune.sh" },
  ],
  step_concurrency_level: 10,
  idle_timeout_seconds: 7200,
  master_instance_type: "m5.xlarge",
  master_instance_count: 3,
  on_demand_instance_count: 2,
  spot_instance_types: ["r5a.2xlarge"],
  volume_size_gib: 128,
  root_volume_size_gib: 30,
  ec2_key_name: "acme",
  security_group_ids: ["sg-0a1b2c3d4e5f60718"],
  egress_rules: {
    https: { from_port: 443, cidr_ipv4: "0.0.0.0/0" },
    database: { from_port: 5432, security_group_id: "sg-0a1b2c3d4e5f60719" },
  },
  s3_bucket_arns: ["arn:aws:s3:::acme-code", "arn:aws:s3:::acme-code/*"],
  data_kms_key_arns: [key],
  s3_kms_key_arn: key,
  task_secret_arns: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:dativo-AbCdEf"],
  task_policy_arns: ["arn:aws:iam::aws:policy/AmazonAthenaFullAccess"],
  permissions_boundary: "arn:aws:iam::123456789012:policy/boundary",
  in_transit_certificates: "s3://acme-certificates/emr.zip",
  kms_deletion_window_in_days: 7,
  log_prefix: "logs/emr",
  log_bucket_force_destroy: true,
  schedule: "cron(0 2 * * ? *)",
  schedule_timezone: "Europe/Berlin",
  schedule_enabled: false,
  schedule_flexible_minutes: 15,
  max_retries: 0,
  entry_point: "s3://acme-code/orders.py",
  entry_point_arguments: ["--day", "${x}"],
  spark_submit_parameters: ["--conf", "spark.executor.memory=4g"],
};

const serverless = {
  ...shortest,
  ...network,
  deployment: "serverless",
  maximum_capacity: { cpu: "64 vCPU", memory: "256 GB", disk: "1000 GB" },
  idle_timeout_seconds: 600,
  cpu_architecture: "ARM64",
};

const scheduled = { schedule: "rate(6 hours)", entry_point: "s3://acme-code/orders.py" };

const broughtAlong = {
  ...shortest,
  kms_key_arn: key,
  log_bucket: "acme-logs",
  service_role_arn: "arn:aws:iam::123456789012:role/EMR",
  job_role_arn: "arn:aws:iam::123456789012:role/DativoEMRRole",
  instance_profile_arn: "arn:aws:iam::123456789012:instance-profile/DativoEMRRole",
  private_subnet_ids: network.private_subnet_ids,
};

const whole = [
  { title: "the shortest input", variables: shortest, resources: 19, tagged: 7 },
  { title: "a network", variables: { ...shortest, ...network, instance_count: 3 }, resources: 27, tagged: 15 },
  { title: "EMR Serverless", variables: serverless, resources: 15, tagged: 7 },
  { title: "EMR Serverless by schedule", variables: { ...serverless, ...scheduled }, resources: 20, tagged: 10 },
  { title: "all brought along but the cluster", variables: broughtAlong, resources: 4, tagged: 2 },
  {
    title: "a cluster that is there",
    variables: { ...shortest, create_cluster: false, cluster_id: "j-2AXXXXXXGAPLF" },
    resources: 3,
    tagged: 2,
  },
];

describe.skipIf(terraformBinary() === undefined).each(["5.100.0", "6.45.0"])("aws_emr on aws %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ aws: version });
  });
  afterAll(async () => providers.stop());

  test.each(whole)("a whole life with $title", async ({ variables, resources: count, tagged }) => {
    const { resources, outputs } = await walkAws(`modules/${name}`, version, variables);
    expect([resources.length, taggable(resources).length]).toStrictEqual([count, tagged]);
    expectTagged(resources, tags);
    expect(outputs["emr_cluster_id"]).toBeTruthy();
    for (const { values } of resources.filter(({ type }) => type === "aws_emr_cluster" || type === "aws_security_group")) {
      expect(values["tags"]).toHaveProperty("for-use-with-amazon-emr-managed-policies", "true");
    }
  });

  test("a whole life with every option, by way of the root module", async () => {
    const { resources, outputs } = await walkAws("aws/emr-dativo", version, everything);
    expect([resources.length, taggable(resources).length]).toStrictEqual([35, 20]);
    expectTagged(resources, { ...tags, Owner: "data-team@acme.com", Project: "customer-analytics" });
    expect(Object.keys(outputs)).toStrictEqual(
      expect.arrayContaining([
        "cluster_id",
        "data_lake_bucket",
        "emr_cluster_dns",
        "emr_cluster_id",
        "emr_log_bucket",
        "emr_master_public_dns",
        "master_public_dns",
        "master_security_group_id",
        "vpc_id",
      ]),
    );
    expect(outputs).toMatchObject({ data_lake_bucket: ofJob.data_lake_bucket, vpc_id: network.vpc_id, cluster_name: "acme" });
    const cluster = resources.find(({ type }) => type === "aws_emr_cluster");
    expect(cluster?.values).toMatchObject({ core_instance_fleet: [{ target_on_demand_capacity: 2, target_spot_capacity: 6 }] });
  });

  test("a whole life with hostile input", async () => {
    const { resources, outputs } = await walkAws(`modules/${name}`, version, { ...network, job_metadata: hostileMetadata });
    expectTagged(resources, { Team: hostileMetadata.Team, Cost_Center: "differs in case", CostCenter: "Kosten_ _/Monat", a_b: "signs" });
    expect(outputs["emr_log_bucket"]).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
  });

  test("jobs whose names say nothing that AWS can write, or begin as AWS's own names do", async () => {
    const { outputs } = await applyRoot(providers, name, { main: oddNames(name, ["日本語", "sg-", "sthree-x"]) });
    for (const cluster of Object.values(outputs)) expect(cluster).toMatch(/^[a-z][a-z0-9-]*-prod-cluster$/);
    expect(new Set(Object.values(outputs)).size).toBe(3);
  });

  test.each(examplesOf(name))("the example %s", async (example) => {
    const { resources } = await applyRoot(providers, name, { example });
    expect(taggable(resources).length).toBeGreaterThan(5);
  });
});
