import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { applyRoot, examplesOf } from "./apply-root.ts";
import { walkModule, type Json, type StateResource } from "./lifecycle.ts";

const name = "gcp_cloud_run";
const moduleFolder = path.resolve(import.meta.dirname, "../../terraform/modules", name);

const metadata = {
  job_name: "postgres-orders-etl",
  team: "data-engineering",
  pipeline_type: "ingestion",
  environment: "prod",
  cost_center: "data-platform",
};

const labels = { ...metadata, managed_by: "terraform", dativo_runtime: "gcp_cloud_run" };

const shortest = { project_id: "acme-data-platform", region: "us-central1", job_metadata: metadata };

const everything: Record<string, Json> = {
  ...shortest,
  tags: { owner: "Orders@Acme.com" },
  default_tags: { project: "dativo-platform" },
  runtime_type: "gcp_cloud_run",
  container_image: "us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0",
  command: ["dativo"],
  args: ["run", "--config", "orders.yaml"],
  cpu: 2,
  memory: "4Gi",
  environment_variables: { LOG_LEVEL: "info" },
  secrets: { PGPASSWORD: "projects/other/secrets/orders/versions/3", API_KEY: "api-key" },
  schedule: "0 3 * * *",
  schedule_timezone: "Europe/Berlin",
  scheduler_region: "us-east1",
  timeout_seconds: 7200,
  max_retries: 1,
  task_count: 4,
  parallelism: 2,
  storage_bucket_names: ["acme-data-lake", "acme-landing"],
  annotations: { "dativo.io/job-file": "jobs/acme/orders.yaml" },
  invoker_members: ["serviceAccount:airflow@acme.iam.gserviceaccount.com"],
  kms_key_name: "projects/sec/locations/us-central1/keyRings/data/cryptoKeys/jobs",
  vpc_network: "shared",
  subnetwork: "jobs",
  vpc_egress: "ALL_TRAFFIC",
  network_tags: ["dativo"],
  log_retention_days: 365,
  enable_apis: true,
};

const hostile = {
  ...shortest,
  job_metadata: {
    ...metadata,
    job_name: `日本語 "quoted" \${x} %{y} ${"ab-".repeat(100)}`,
    team: 'a"b\\c\n${var.region}',
    environment: "PROD!",
    Team: "differs in case",
    CostCenter: "differs in style",
    "9/lives": "é",
  },
  schedule: "*/5 * * * *",
  log_retention_days: 7,
  environment_variables: { TEXT: 'say "hi"\n${x} %{y} \\ ü', EMPTY: "" },
};

const guide = `
module "postgres_orders_runtime" {
  source = "./modules/gcp_cloud_run"

  project_id = "acme-data-platform"
  region     = "us-central1"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  container_image = "us-central1-docker.pkg.dev/acme-data-platform/dativo/dativo:1.1.0"
  cpu             = "1"
  memory          = "2Gi"

  storage_bucket_names = ["acme-data-lake"]
}

output "cluster_name" {
  value = module.postgres_orders_runtime.cluster_name
}

output "service_name" {
  value = module.postgres_orders_runtime.service_name
}
`;

const withTags = `
provider "google" {
  project = "acme-of-the-provider"
  region  = "europe-west1"
}

module "dativo_runtime" {
  source            = "./modules/gcp_cloud_run"
  region            = "us-central1"
  runtime_type      = "gcp_cloud_run"
  tags              = ${JSON.stringify(metadata)}
  default_tags      = { owner = "platform", managed_by = "hand" }
  create_log_bucket = true
}

output "runtime" {
  value = module.dativo_runtime
}
`;

/** Labels of what can carry them, each resource's own and those of what it launches. */
function labelsOf(resources: readonly StateResource[]): readonly (readonly [address: string, ...labels: Json[]])[] {
  return resources.flatMap(({ address, values }) => {
    const [template] = (values["template"] ?? []) as readonly Readonly<Record<string, Json>>[];
    return "labels" in values ? [[address, values["labels"] ?? null, template?.["labels"] ?? null] as const] : [];
  });
}

describe.skipIf(terraformBinary() === undefined).each(["6.50.0", "7.45.0"])("gcp_cloud_run on google %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ google: version });
  });
  afterAll(async () => providers.stop());

  const whole = [
    { title: "the shortest input", variables: shortest, resources: 2 },
    { title: "every option", variables: everything, resources: 20 },
    { title: "a service", variables: { ...shortest, create_service: true, timeout_seconds: 60 }, resources: 2 },
    { title: "hostile input", variables: hostile, resources: 7 },
  ];

  test.each(whole)("a whole life with $title", async ({ variables, resources: count }) => {
    const walk = {
      moduleFolder,
      versions: { google: version },
      variables,
      taggedAs: "job_metadata",
      changedTag: ["team", "another"],
    } as const;
    const { resources, outputs, retagged } = await walkModule(walk);

    const made = resources.filter(({ type }) => type !== "terraform_data");
    const labelled = labelsOf(made);
    expect([made.length, labelled.length]).toStrictEqual([count, 1]);
    for (const [address, ...sets] of labelled) {
      for (const set of sets) expect(set, address).toStrictEqual(outputs["labels"]);
    }
    const given = outputs["labels"] as Readonly<Record<string, string>>;
    expect(Object.keys(given)).toStrictEqual(expect.arrayContaining(Object.keys(labels)));
    for (const [key, value] of Object.entries(given)) {
      expect(key).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
      expect(value).toMatch(/^[a-z0-9_-]{0,63}$/);
    }
    expect(retagged.map(({ address }) => address)).toStrictEqual(labelled.map(([address]) => address));
  });

  test("the labels are the job's in Google's style, and values of any shape reach the container unchanged", async () => {
    const { environment_variables, ...others } = hostile;
    const { resources, outputs } = await walkModule({
      moduleFolder,
      versions: { google: version },
      variables: { ...others, ...everything, environment_variables, secrets: {} },
      taggedAs: "job_metadata",
      changedTag: ["team", "another"],
    });
    expect(outputs["labels"]).toStrictEqual({ ...labels, owner: "orders_acme_com", project: "dativo-platform" });
    const job = resources.find(({ type }) => type === "google_cloud_run_v2_job")?.values as unknown as {
      template: [{ template: [{ containers: [{ env: readonly { name: string; value: string }[] }] }] }];
    };
    const { env } = job.template[0].template[0].containers[0];
    expect(Object.fromEntries(env.map((one) => [one.name, one.value]))).toStrictEqual(environment_variables);
  });

  test("the call of the guide", async () => {
    const { outputs } = await applyRoot(providers, name, { main: guide });
    expect(outputs).toStrictEqual({
      cluster_name: "projects/acme-data-platform/locations/us-central1",
      service_name: "postgres-orders-etl-prod-job",
    });
  });

  test("the call with tags and platform defaults, in the provider's project", async () => {
    const { resources, outputs } = await applyRoot(providers, name, { main: withTags });
    const wanted = { ...labels, owner: "platform" };
    expect(labelsOf(resources)).toStrictEqual([["module.dativo_runtime.google_cloud_run_v2_job.this[0]", wanted, wanted]]);
    expect(outputs["runtime"]).toMatchObject({
      service_name: "postgres-orders-etl-prod-job",
      project_id: "acme-of-the-provider",
      service_url: null,
      log_bucket_id: expect.stringContaining("acme-of-the-provider"),
    });
  });

  test.each(examplesOf(name))("the example %s", async (example) => {
    const { resources } = await applyRoot(providers, name, { example });
    expect(labelsOf(resources)).toHaveLength(1);
  });
});
