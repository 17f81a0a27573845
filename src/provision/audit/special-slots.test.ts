import { describe, expect, test } from "vitest";
import { change, five, fiveKebab, fiveKubernetes, fiveLabels, plan, tagged, type ResourceParts } from "../../../test/audit/plan-json.ts";
import { auditTags } from "./audit-tags.ts";
import { readPlanOrState } from "./read-plan-or-state.ts";
import type { ResourceAudit } from "./tag-audit.ts";
import { expectTags } from "./tag-expectation.ts";

/** Audits one resource for the tag `team` alone, so that a finding is a place. */
function audit(type: string, parts: ResourceParts): ResourceAudit {
  return auditTags(readPlanOrState(plan([change(type, parts)]))!, expectTags(["team"], [], new Map(), false)).resources[0]!;
}

const places = (type: string, parts: ResourceParts): readonly string[] =>
  audit(type, parts).findings.map(({ slot, problem }) => `${problem} ${slot}`);

describe("AWS", () => {
  const { tags, tags_all } = tagged().after as { tags: object; tags_all: object };
  const own = { tags, tags_all };

  test.each([
    ["SERVICE", []],
    ["TASK_DEFINITION", []],
    ["NONE", ["missing propagate_tags"]],
    [null, ["missing propagate_tags"]],
  ])("tasks of a service inherit with %s", (propagate_tags, expected) => {
    expect(places("aws_ecs_service", { after: { ...own, propagate_tags } })).toEqual(expected);
  });

  test("a switch that is known only after apply leaves the tasks unknown", () => {
    expect(places("aws_ecs_service", { after: own, unknown: { propagate_tags: true } })).toEqual(["unknown propagate_tags"]);
  });

  test("disks that a service makes need tags of their own or inherit them", () => {
    const service = (specification: object): ResourceParts => ({
      after: { ...own, propagate_tags: "SERVICE", volume_configuration: [{ managed_ebs_volume: [specification] }] },
    });
    const slot = "volume_configuration.managed_ebs_volume.tag_specifications.tags";
    expect(places("aws_ecs_service", service({ tag_specifications: [] }))).toEqual([`missing ${slot}`]);
    expect(places("aws_ecs_service", service({ tag_specifications: [{ tags: null, propagate_tags: null }] }))).toEqual([`missing ${slot}`]);
    expect(places("aws_ecs_service", service({ tag_specifications: [{ tags: five }] }))).toEqual([]);
    expect(places("aws_ecs_service", service({ tag_specifications: [{ tags: null, propagate_tags: "SERVICE" }] }))).toEqual([]);
  });

  test("a schedule tags the tasks that it launches, or has them inherit; another target takes no tags", () => {
    const schedule = (ecs_parameters: object): ResourceParts => ({ after: { target: [{ ecs_parameters }] } });
    expect(places("aws_scheduler_schedule", schedule([{ propagate_tags: "TASK_DEFINITION", tags: null }]))).toEqual([]);
    expect(places("aws_scheduler_schedule", schedule([{ propagate_tags: null, tags: five }]))).toEqual([]);
    expect(places("aws_scheduler_schedule", schedule([{ propagate_tags: null, tags: null }]))).toEqual([
      "missing target.ecs_parameters.tags",
    ]);
    expect(audit("aws_scheduler_schedule", schedule([]))).toMatchObject({
      status: "untaggable",
      reason: "aws_scheduler_schedule takes no tags, and launches nothing that does; its schedule group takes them",
    });
    expect(places("aws_cloudwatch_event_target", { after: { ecs_target: [{ propagate_tags: null, tags: {} }] } })).toEqual([
      "missing ecs_target.tags",
    ]);
  });

  test("a launch template tags what it launches, which default tags do not reach", () => {
    const template = (...kinds: readonly string[]): ResourceParts => ({
      after: { ...own, tag_specifications: kinds.map((resource_type) => ({ resource_type, tags: five })) },
    });
    expect(places("aws_launch_template", template("instance", "volume", "network-interface"))).toEqual([]);
    expect(places("aws_launch_template", template("instance"))).toEqual([
      "missing tag_specifications[volume].tags",
      "missing tag_specifications[network-interface].tags",
    ]);
    expect(places("aws_launch_template", template())).toHaveLength(3);
  });

  test("a group's tags are blocks, and have to be propagated", () => {
    const group = (propagate_at_launch: unknown): ResourceParts => ({
      after: { tag: [{ key: "Team", value: "data", propagate_at_launch }] },
    });
    expect(places("aws_autoscaling_group", group(true))).toEqual([]);
    expect(audit("aws_autoscaling_group", group(false)).findings).toMatchObject([
      { slot: "tag", problem: "missing", detail: "is not propagated at launch" },
    ]);
    expect(places("aws_autoscaling_group", { after: { tag: [] } })).toEqual(["missing tag"]);
    expect(places("aws_autoscaling_group", { after: {}, unknown: { tag: true } })).toEqual(["unknown tag"]);
    const late = { after: { tag: [{ key: "Team", propagate_at_launch: true }] }, unknown: { tag: [{ value: true }] } };
    expect(audit("aws_autoscaling_group", late)).toMatchObject({ status: "unknown", covered: true });
  });

  test("disks of an instance have tags of their own or one map for all", () => {
    const disks = { root_block_device: [{ tags: {} }], ebs_block_device: [{ tags: five }, { tags: {} }] };
    expect(places("aws_instance", { after: { ...own, ...disks, volume_tags: null } })).toEqual([
      "missing root_block_device.tags",
      "missing ebs_block_device[1].tags",
    ]);
    expect(places("aws_instance", { after: { ...own, ...disks, volume_tags: five } })).toEqual([]);
    expect(places("aws_instance", { after: { ...own, ...disks, volume_tags: { Name: "x" } } })).toEqual(["missing volume_tags"]);
    expect(places("aws_instance", { after: { ...own, volume_tags: null, root_block_device: [], ebs_block_device: [] } })).toEqual([]);
  });

  test("filters and overrides are no tags", () => {
    expect(places("aws_s3_bucket", { after: { ...own, lifecycle_rule: [{ tags: {} }] } })).toEqual([]);
    expect(audit("aws_s3_bucket_lifecycle_configuration", { after: { rule: [{ filter: [{ and: [{ tags: {} }] }] }] } }).status).toBe(
      "untaggable",
    );
  });
});

describe("Google", () => {
  const own = { labels: fiveLabels, effective_labels: fiveLabels };

  test("a job's labels do not reach its executions", () => {
    expect(places("google_cloud_run_v2_job", { after: { ...own, template: [{ labels: null }] } })).toEqual(["missing template.labels"]);
    expect(places("google_cloud_run_v2_job", { after: { ...own, template: [{ labels: fiveLabels }] } })).toEqual([]);
  });

  test("labels of nodes are resource labels, not those of Kubernetes", () => {
    const pool = (node_config: unknown): ResourceParts => ({ after: { node_config } });
    expect(places("google_container_node_pool", pool([{ labels: fiveLabels, resource_labels: null }]))).toEqual([
      "missing node_config.resource_labels",
    ]);
    expect(places("google_container_node_pool", pool([{ labels: null, resource_labels: fiveLabels }]))).toEqual([]);
    expect(places("google_container_node_pool", pool([]))).toEqual(["missing node_config.resource_labels"]);
  });

  test("a cluster has its own nodes unless it runs them itself or has none", () => {
    const cluster = (more: object): ResourceParts => ({
      after: {
        resource_labels: fiveLabels,
        node_config: [{ resource_labels: {} }],
        node_pool: [{ node_config: [{ resource_labels: {} }] }],
        ...more,
      },
    });
    expect(places("google_container_cluster", cluster({}))).toEqual([
      "missing node_config.resource_labels",
      "missing node_pool.node_config.resource_labels",
    ]);
    expect(places("google_container_cluster", cluster({ remove_default_node_pool: true }))).toEqual([]);
    expect(places("google_container_cluster", cluster({ enable_autopilot: true }))).toEqual([]);
  });

  test("network tags and scheduler jobs are no labels", () => {
    expect(audit("google_compute_firewall", { after: { target_tags: ["a"] } })).toMatchObject({
      status: "untaggable",
      reason: "google_compute_firewall takes no labels",
    });
    expect(audit("google_cloud_scheduler_job", { after: {} }).status).toBe("untaggable");
    expect(places("google_compute_instance", { after: { ...own, tags: ["web"], boot_disk: [] } })).toEqual([]);
    expect(places("google_sql_database_instance", { after: { settings: [{ user_labels: fiveLabels }] } })).toEqual([]);
  });

  test("the beta provider has the same resources", () => {
    const provider = "registry.terraform.io/hashicorp/google-beta";
    expect(audit("google_storage_bucket", { provider, after: own })).toMatchObject({ status: "ok", decidedBy: "type" });
  });
});

describe("Azure and Kubernetes", () => {
  test("nodes and replicas have tags of their own", () => {
    expect(places("azurerm_kubernetes_cluster", { after: { tags: fiveKebab, default_node_pool: [{ tags: null }] } })).toEqual([
      "missing default_node_pool.tags",
    ]);
    const registry = { tags: fiveKebab, georeplications: [{ tags: fiveKebab }, { tags: {} }] };
    expect(places("azurerm_container_registry", { after: registry })).toEqual(["missing georeplications[1].tags"]);
  });

  test("a resource of the raw API takes tags where it has a location", () => {
    const provider = "registry.terraform.io/Azure/azapi";
    const of = (after: object): ResourceAudit => audit("azapi_resource", { provider, after });
    expect(of({ location: "westeurope", tags: fiveKebab }).status).toBe("ok");
    expect(of({ location: "westeurope", tags: null }).status).toBe("missing");
    expect(of({ location: null, tags: null }).reason).toContain("has no location");
  });

  test("pods have labels of their own, claims in them do not matter", () => {
    const labels = { metadata: [{ labels: fiveKubernetes }] };
    const job = (template: object): ResourceParts => ({ after: { ...labels, spec: [{ template: [template] }] } });
    const claim = { spec: [{ volume: [{ ephemeral: [{ volume_claim_template: [{ metadata: [{ labels: {} }] }] }] }] }] };
    expect(places("kubernetes_job_v1", job({ ...labels, ...claim }))).toEqual([]);
    expect(places("kubernetes_job_v1", job(claim))).toEqual(["missing spec.template.metadata.labels"]);
  });

  test("manifests are looked into", () => {
    const manifest = (template: object): ResourceParts => ({
      after: { manifest: { kind: "Job", metadata: { name: "x", labels: fiveKubernetes }, spec: { template } } },
    });
    expect(places("kubernetes_manifest", manifest({ metadata: { labels: fiveKubernetes } }))).toEqual([]);
    expect(places("kubernetes_manifest", manifest({ spec: {} }))).toEqual(["missing manifest.spec.template.metadata.labels"]);
    expect(places("kubernetes_manifest", { after: { manifest: { kind: "Namespace" } } })).toEqual(["missing manifest.metadata.labels"]);
    expect(places("kubernetes_manifest", { after: {}, unknown: { manifest: true } })).toContain("unknown manifest.metadata.labels");
  });
});

describe("types that are not in the data", () => {
  test.each([
    ["aws_mq_broker", undefined, { tags: five, tags_all: five }, "ok"],
    ["aws_mq_broker", undefined, { tags: null, tags_all: {} }, "missing"],
    ["aws_mq_configuration_part", undefined, { name: "x" }, "untaggable"],
    ["google_redis_instance", undefined, { labels: null }, "missing"],
    ["google_compute_thing", undefined, { tags: ["web"] }, "untaggable"],
    ["azurerm_eventhub_namespace", undefined, { tags: fiveKebab }, "ok"],
    ["kubernetes_ingress_v1", undefined, { metadata: [{ labels: fiveKubernetes }] }, "ok"],
    ["kubernetes_ingress_v1", undefined, { metadata: [{ labels: null }] }, "missing"],
    ["databricks_cluster", "example.com/databricks/databricks", { custom_tags: { Team: "data" } }, "ok"],
    ["awscc_s3_bucket", "example.com/hashicorp/awscc", { tags: [{ key: "Team", value: "data" }] }, "ok"],
    ["digitalocean_droplet", "example.com/digitalocean/digitalocean", { tags: ["web"] }, "untaggable"],
  ])("%s (%s) %j is %s", (type, provider, after, status) => {
    expect(audit(type, { after, ...(provider === undefined ? {} : { provider }) })).toMatchObject({ status, decidedBy: "values" });
  });

  test("what is no cloud's is said to be none", () => {
    const provider = "terraform.io/builtin/terraform";
    expect(audit("terraform_data", { provider, after: { input: { tags: {} } } }).reason).toBe("terraform_data is nothing in a cloud");
  });

  test("the registry does not matter", () => {
    for (const host of ["registry.terraform.io", "registry.opentofu.org", "mirror.example"])
      expect(audit("aws_sqs_queue", { provider: `${host}/hashicorp/aws`, ...tagged() })).toMatchObject({ status: "ok", decidedBy: "type" });
  });
});
