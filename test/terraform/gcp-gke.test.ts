import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { allVersions, readSchema } from "../provider-double/schema.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { tagSlots } from "./lint/tag-slots.ts";
import { startTrial, type StateResource } from "./module-trial.ts";

const metadata = {
  job_name: "stripe-customers-etl",
  team: "data-engineering",
  pipeline_type: "ingestion",
  environment: "prod",
  cost_center: "data-platform",
};
const shortest = { project_id: "acme-data-platform", region: "us-central1", job_metadata: metadata };

/** Every option, with the variables that a Kubernetes job hands over by these names. */
const everything = {
  ...shortest,
  tags: { owner: "data-team@acme.com", team: "weaker" },
  default_tags: { platform: "dativo" },
  runtime_type: "gcp_gke",
  labels: { app: "dativo-ingestion", component: "stripe-sync", tier: "data-platform", "managed-by": "terraform" },
  annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "8080", "fluentd.io/include": "true" },
  container_image: "us-central1-docker.pkg.dev/acme-data-platform/dativo/dativo:1.1.0",
  command: ["dativo"],
  args: ["run", "--config", "jobs/acme/stripe.yaml"],
  cpu: 1,
  memory: "2Gi",
  resource_requests_cpu: "2000m",
  resource_requests_memory: "8Gi",
  resource_limits_cpu: "4000m",
  resource_limits_memory: "16Gi",
  environment_variables: { LOG_LEVEL: "INFO" },
  secrets: { STRIPE_API_KEY: "projects/acme-data-platform/secrets/stripe/versions/3" },
  run_as_user: 1000,
  readonly_root_filesystem: false,
  schedule: "0 3 * * *",
  schedule_timezone: "Europe/Berlin",
  timeout_seconds: 7200,
  max_retries: 1,
  log_retention_days: 90,
  cluster_name: "shared-prod",
  zones: ["us-central1-b", "us-central1-c"],
  release_channel: "STABLE",
  enable_dns_endpoint: true,
  enable_private_endpoint: false,
  authorized_networks: { office: "203.0.113.0/24" },
  instance_type: "n2-standard-4",
  instance_count: 3,
  min_instances: 2,
  max_instances: 12,
  enable_spot_instances: true,
  vpc_id: "projects/acme/global/networks/prod-vpc",
  subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data-subnet"],
  pods_range_name: "pods",
  services_range_name: "services",
  kms_key_name: "projects/acme/locations/us-central1/keyRings/data/cryptoKeys/jobs",
  project_number: "123456789012",
  bucket_name: "acme-stripe-scratch",
  bucket_force_destroy: true,
  bucket_expiration_days: 7,
  storage_bucket_names: ["platform-data-lake"],
  namespace: "data-ingestion",
  service_account: "dativo-runner",
  operators: ["group:data@acme.com", "serviceAccount:ci@acme.iam.gserviceaccount.com"],
  egress_rules: [{ cidr: "10.0.0.0/8", ports: [443, 5432] }],
  quota_runs: 2,
};

const hostile = {
  ...shortest,
  create_kubernetes_objects: true,
  job_metadata: {
    ...metadata,
    job_name: `Größe "x" \${y} %{z}\n${"ä".repeat(150)}${"long".repeat(40)}`,
    cost_center: "Kosten, €/Monat",
    Cost_Center: "differs only in case",
    "a'b\"c": "quoted",
    "${interpolated}": '${file("x")}',
    "%{if}": "%{ if true }",
    "": "no key",
    "123": "digits",
    "example.com/kept": "yes",
    [`k${"k".repeat(300)}`]: "v".repeat(300),
  },
  environment_variables: { A: '${x} %{y} $(z) $$ " \\ \n é', EMPTY: "" },
};

const legalLabel = /^([\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62})=([\p{Ll}\p{Lo}\p{N}_-]{0,63})$/u;
const legalKubernetesLabel =
  /^([a-z0-9.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?=([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const required = Object.keys(metadata);

describe.skipIf(terraformBinary() === undefined).each(["oldest", "newest"] as const)("gcp_gke, providers in their %s version", (which) => {
  const versions = allVersions(which);
  let providers: RunningProviders | undefined;
  beforeAll(async () => {
    providers = await startProviders(versions);
  });
  afterAll(() => providers?.stop());
  const start = (folder = "gcp/gke-dativo") => {
    if (!providers) throw new Error("the providers did not start");
    return startTrial(folder, providers);
  };

  /** The tags of a resource, one map for each place that its type has for them. */
  function tagsOf({ type, values }: StateResource): readonly Readonly<Record<string, string>>[] {
    if (type === "terraform_data") return [];
    if (type === "kubernetes_manifest") {
      return [(values["manifest"] as { readonly metadata: { readonly labels: Record<string, string> } }).metadata.labels];
    }
    const provider = type.startsWith("google_") ? "google" : "kubernetes";
    const block = readSchema(provider, versions[provider]).resource_schemas[type]?.block ?? {};
    return tagSlots(type, block).flatMap((slot) =>
      slot
        .slice(0, -1)
        .reduce<readonly Readonly<Record<string, unknown>>[]>(
          (blocks, name) => blocks.flatMap((one) => (one[name] ?? []) as never[]),
          [values],
        )
        .map((holder) => (holder[slot.at(-1) ?? ""] ?? {}) as Record<string, string>),
    );
  }

  /** Every place for tags holds the five, in the cloud's style, and nothing illegal. Returns how many resources have such a place. */
  function expectTagged(resources: readonly StateResource[]): number {
    for (const resource of resources) {
      const google = resource.type.startsWith("google_");
      for (const tags of tagsOf(resource)) {
        expect(Object.keys(tags), resource.address).toEqual(
          expect.arrayContaining(required.map((key) => (google ? key : `dativo.io/${key.replaceAll("_", "-")}`))),
        );
        for (const [key, value] of Object.entries(tags)) expect(`${key}=${value}`).toMatch(google ? legalLabel : legalKubernetesLabel);
      }
    }
    return resources.filter((resource) => tagsOf(resource).length > 0).length;
  }

  test.each([
    ["the shortest input", shortest, 4],
    ["an Autopilot cluster", { ...shortest, autopilot: true }, 3],
    [
      "a cluster that is there",
      { ...shortest, create_cluster: false, cluster_name: "shared", create_node_pool: true, create_kubernetes_objects: true },
      12,
    ],
    ["hostile input", hostile, 13],
  ])("%s: plan, apply, nothing left to do, tags changed in place, destroy", async (_, variables, taggable) => {
    using trial = await start();
    expect(new Set((await trial.plan(variables)).values())).toEqual(new Set(["create"]));
    expect(expectTagged(await trial.apply())).toBe(taggable);
    expect([...(await trial.plan(variables))]).toEqual([]);

    const changed = { ...variables, default_tags: { changed: "yes" } };
    const actions = await trial.plan(changed);
    expect(new Set(actions.values())).toEqual(new Set(["update"]));
    const resources = await trial.apply();
    expect(resources.filter((resource) => tagsOf(resource).some((tags) => tags["changed"] ?? tags["dativo.io/changed"]))).toHaveLength(
      taggable,
    );
    expect([...(await trial.plan(changed))]).toEqual([]);

    expect((await trial.terraform("destroy", "-auto-approve", "-var-file=trial.tfvars.json")).code).toBe(0);
    expect((await trial.terraform("state", "list")).stdout).toBe("");
  });

  test("every option, in two stages: the second only adds, and what was handed over arrives", async () => {
    using trial = await start();
    await trial.plan(everything);
    const first = await trial.apply();
    expect(first.filter(({ type }) => type.startsWith("kubernetes_"))).toEqual([]);

    const second = await trial.plan({ ...everything, create_kubernetes_objects: true });
    expect(new Set(second.values())).toEqual(new Set(["create"]));
    const resources = await trial.apply();
    expect(expectTagged(resources)).toBe(13);
    expect([...(await trial.plan({ ...everything, create_kubernetes_objects: true }))]).toEqual([]);

    expect(await trial.outputs()).toMatchObject({
      cluster_name: "shared-prod",
      namespace: "data-ingestion",
      service_account_name: "dativo-runner",
      service_name: "stripe-customers-etl-prod-job",
      bucket_name: "acme-stripe-scratch",
      kms_key_name: everything.kms_key_name,
    });
    expect(await trial.outputs()).not.toHaveProperty("kms_key_ring_id");
    const values = (type: string) => JSON.stringify(resources.find((resource) => resource.type === type)?.values);
    expect(values("kubernetes_cron_job_v1")).toContain(
      '"limits":{"cpu":"4000m","memory":"16Gi"},"requests":{"cpu":"2000m","memory":"8Gi"}',
    );
    expect(values("kubernetes_cron_job_v1")).toContain('"prometheus.io/port":"8080"');
    expect(values("kubernetes_manifest")).toContain("projects/acme-data-platform/secrets/stripe/versions/3");
    expect(values("google_container_cluster")).toContain('"team":"data-engineering"');
    expect(values("google_container_node_pool")).toContain('"total_max_node_count":12,"total_min_node_count":2');
  });

  test("an API that is enabled later makes nothing anew", async () => {
    using trial = await start();
    await trial.plan(shortest);
    await trial.apply();
    const actions = await trial.plan({ ...shortest, secrets: { KEY: "stripe" } });
    expect([...actions].filter(([, action]) => action.includes("delete"))).toEqual([]);
  });

  test("a network, a key and an identity that are known only after apply", async () => {
    using trial = await start("modules/gcp_gke/examples/own_network_and_key");
    expect(new Set((await trial.plan({})).values())).toEqual(new Set(["create"]));
    const resources = await trial.apply();
    expect(expectTagged(resources)).toBe(4);
    expect([...(await trial.plan({}))]).toEqual([]);
  });

  test("values that no shell and no template may touch arrive unchanged", async () => {
    using trial = await start();
    await trial.plan(hostile);
    const job = (await trial.apply()).find(({ type }) => type === "kubernetes_cron_job_v1");
    const [written = ""] = /\{"name":"A","value":"(?:[^"\\]|\\.)*"/.exec(JSON.stringify(job?.values)) ?? [];
    const { value } = JSON.parse(`${written}}`) as { readonly value: string };
    expect(value.replaceAll("$$", "$")).toBe(hostile.environment_variables.A);
    expect(await trial.outputs()).toMatchObject({ labels: { cost_center: "kosten____monat", l_123: "digits" } });
  });

  test("a tag that is missing is named, in the words that the documentation gives", async () => {
    using trial = await start();
    const { cost_center: _, ...rest } = metadata;
    await expect(trial.plan({ ...shortest, job_metadata: { ...rest, team: " " } })).rejects.toThrow("Missing or blank: team, cost_center.");
    await expect(trial.plan({ ...shortest, job_metadata: {} })).rejects.toThrow(
      "job_metadata must contain: job_name, team, pipeline_type, environment, cost_center.",
    );
  });
});
