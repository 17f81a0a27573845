import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import {
  block,
  bringUp,
  examplesOf,
  exampleWorkspace,
  firstPlan,
  liveThrough,
  moduleWorkspace,
  removeWorkspaces,
  resourceOf,
  rootWorkspace,
  succeed,
  taggedResources,
  tearDown,
  type Json,
} from "./life-cycle.ts";

const name = "gcp_cloud_run";

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

describe.skipIf(terraformBinary() === undefined).each(["6.50.0", "7.45.0"])("gcp_cloud_run on google %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ google: version });
  });
  afterAll(async () => {
    await providers.stop();
    removeWorkspaces();
  });

  const live = [
    { title: "the shortest input", inputs: shortest, resources: 2, taggable: 1 },
    { title: "every option", inputs: everything, resources: 20, taggable: 1 },
    { title: "a service", inputs: { ...shortest, create_service: true, timeout_seconds: 60 }, resources: 2, taggable: 1 },
    { title: "hostile input", inputs: hostile, resources: 7, taggable: 1 },
  ];

  test.each(live)("$title: init, validate, plan, apply, plan again, change of tags, destroy", async ({ title, inputs, ...counts }) => {
    const workspace = moduleWorkspace(name, providers.env, { inputs });
    const check = (address: string, set: Readonly<Record<string, string>>) => {
      expect(Object.keys(set), `${title}: ${address}`).toStrictEqual(expect.arrayContaining(Object.keys(labels)));
      for (const [key, value] of Object.entries(set)) {
        expect(key).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
        expect(value).toMatch(/^[a-z0-9_-]{0,63}$/);
      }
    };
    expect(await liveThrough(workspace, { inputs, provider: "google", version, check })).toStrictEqual(counts);
  });

  test("the labels are the job's in Google's style, on the job and on its executions", async () => {
    const planned = await firstPlan(moduleWorkspace(name, providers.env, { inputs: everything }));
    const wanted = { ...labels, owner: "orders_acme_com", project: "dativo-platform" };
    expect(taggedResources(planned, "google", version)).toStrictEqual([
      { address: "google_cloud_run_v2_job.this[0]", tags: [wanted, wanted] },
    ]);
  });

  test("values of any shape reach the container unchanged", async () => {
    const planned = await firstPlan(moduleWorkspace(name, providers.env, { inputs: hostile }));
    const { env } = block(resourceOf(planned, "google_cloud_run_v2_job"), "template.template.containers") as {
      env: readonly { name: string; value: string }[];
    };
    expect(Object.fromEntries(env.map((one) => [one.name, one.value]))).toStrictEqual(hostile.environment_variables);
  });

  test("the call of the guide", async () => {
    const workspace = rootWorkspace(
      name,
      providers.env,
      `module "postgres_orders_runtime" {
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
      }`,
    );
    const { outputs } = await bringUp(workspace);
    expect(outputs).toStrictEqual({
      cluster_name: "projects/acme-data-platform/locations/us-central1",
      service_name: "postgres-orders-etl-prod-job",
    });
    await tearDown(workspace);
  });

  test("the call with tags and platform defaults, in the provider's project", async () => {
    const workspace = rootWorkspace(
      name,
      providers.env,
      `provider "google" {
        project = "acme-of-the-provider"
        region  = "europe-west1"
      }
      module "dativo_runtime" {
        source       = "./modules/gcp_cloud_run"
        region       = "us-central1"
        runtime_type = "gcp_cloud_run"
        tags         = ${JSON.stringify(metadata)}
        default_tags = { owner = "platform", managed_by = "hand" }
        create_log_bucket = true
      }
      output "runtime" {
        value = module.dativo_runtime
      }`,
    );
    const { planned, outputs } = await bringUp(workspace);
    expect(taggedResources(planned, "google", version)[0]?.tags[0]).toStrictEqual({ ...labels, owner: "platform" });
    const runtime = outputs["runtime"] as Record<string, unknown>;
    expect(runtime).toMatchObject({
      service_name: "postgres-orders-etl-prod-job",
      project_id: "acme-of-the-provider",
      service_url: null,
      log_bucket_id: expect.stringContaining("acme-of-the-provider"),
    });
    await tearDown(workspace);
  });

  test.each(examplesOf(name))("example %s", async (example) => {
    const workspace = exampleWorkspace(name, example, providers.env);
    const { planned } = await bringUp(workspace);
    expect(planned.map((change) => change.actions.join())).toContain("create");
    await tearDown(workspace);
  });

  test("the module's own tests", async () => {
    const workspace = moduleWorkspace(name, providers.env);
    await succeed(workspace, "init");
    expect(await succeed(workspace, "test")).toMatch(/Success! \d+ passed, 0 failed/);
  });
});
