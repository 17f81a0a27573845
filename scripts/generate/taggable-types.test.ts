import { describe, expect, test } from "vitest";
import { taggableTypes } from "../../src/provision/audit/taggable-types.gen.ts";
import { root } from "../steps.ts";
import { readSchemas, readTaggableTypes } from "./taggable-types.ts";

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

const schemas = readSchemas(root);

/** Dotted paths of all attributes and blocks. */
function pathsOf(block: Block, at: readonly string[] = []): readonly (readonly [path: string, type: unknown])[] {
  const attributes = Object.entries(block.attributes ?? {}).map(([name, { type }]) => [[...at, name].join("."), type] as const);
  const blocks = Object.entries(block.block_types ?? {}).flatMap(([name, inner]) => [
    [[...at, name].join("."), "block"] as const,
    ...pathsOf(inner.block, [...at, name]),
  ]);
  return [...attributes, ...blocks];
}

describe("the data about taggable types", () => {
  test("knows every resource type of every schema", () => {
    expect(schemas.length).toBeGreaterThanOrEqual(8);
    for (const [provider, { resource_schemas }] of schemas)
      for (const type of Object.keys(resource_schemas)) expect(taggableTypes[provider]?.types, type).toHaveProperty(type);
  });

  test("names no place that a schema does not have, in any version", () => {
    for (const [provider, { resource_schemas }] of schemas) {
      for (const [type, { block }] of Object.entries(resource_schemas)) {
        if (type === "kubernetes_manifest") continue; // of open type: its places are those of Kubernetes itself
        const paths = new Set(pathsOf(block).map(([path]) => path));
        for (const { path, merged, inherit, where, instead, unless = [] } of taggableTypes[provider]!.types[type]!) {
          const beside = [merged, inherit, where?.[0]].flatMap((name) =>
            name === undefined ? [] : [[...path.slice(0, -1), name].join(".")],
          );
          for (const place of [path.join("."), ...beside, ...unless, ...(instead === undefined ? [] : [instead])])
            expect(paths.has(place), `${type} ${place}`).toBe(true);
        }
      }
    }
  });

  test("leaves out of what looks like tags only what is none", () => {
    const left = schemas.flatMap(([provider, { resource_schemas }]) =>
      Object.entries(resource_schemas).flatMap(([type, { block }]) => {
        const taken = new Set(taggableTypes[provider]!.types[type]!.map(({ path }) => path.join(".")));
        return pathsOf(block)
          .filter(([path, of]) => /(^|[._])(tags|labels)$/.test(path) && JSON.stringify(of) === '["map","string"]' && !taken.has(path))
          .map(([path]) => `${type} ${path}`)
          .filter((path) => !/(resource_manager_tags|(?:tags_all|(?:effective|terraform)_labels|match_labels))$/.test(path));
      }),
    );
    expect([...new Set(left)].sort()).toMatchInlineSnapshot(`
      [
        "aws_ecs_task_definition volume.docker_volume_configuration.labels",
        "aws_instance volume_tags",
        "aws_s3_bucket lifecycle_rule.tags",
        "aws_s3_bucket replication_configuration.rules.filter.tags",
        "aws_s3_bucket_lifecycle_configuration rule.filter.and.tags",
        "aws_s3_object override_provider.default_tags.tags",
        "azurerm_kubernetes_cluster default_node_pool.node_labels",
        "azurerm_kubernetes_cluster default_node_pool.node_network_profile.node_public_ip_tags",
        "azurerm_kubernetes_cluster_node_pool node_labels",
        "azurerm_kubernetes_cluster_node_pool node_network_profile.node_public_ip_tags",
        "azurerm_private_dns_zone soa_record.tags",
        "google_bigquery_dataset resource_tags",
        "google_billing_budget budget_filter.labels",
        "google_cloud_run_v2_job tags",
        "google_cloud_run_v2_service tags",
        "google_container_cluster node_config.labels",
        "google_container_cluster node_pool.node_config.labels",
        "google_container_node_pool node_config.labels",
        "google_monitoring_alert_policy conditions.condition_prometheus_query_language.labels",
        "google_project tags",
        "google_pubsub_topic tags",
        "google_secret_manager_secret tags",
        "kubernetes_cron_job_v1 spec.job_template.spec.template.spec.volume.ephemeral.volume_claim_template.metadata.labels",
        "kubernetes_deployment_v1 spec.template.spec.volume.ephemeral.volume_claim_template.metadata.labels",
        "kubernetes_job_v1 spec.template.spec.volume.ephemeral.volume_claim_template.metadata.labels",
        "kubernetes_labels labels",
      ]
    `);
  });

  test("wants a decision where two versions differ", () => {
    const version = (attributes: NonNullable<Block["attributes"]>) =>
      ["hashicorp/aws", { resource_schemas: { aws_x: { block: { attributes } } } }] as const;
    const tags = { type: ["map", "string"], optional: true };
    expect(readTaggableTypes([version({ tags }), version({ tags })])["hashicorp/aws"]!.types["aws_x"]).toEqual([{ path: ["tags"] }]);
    expect(() => readTaggableTypes([version({ tags }), version({})])).toThrow("the versions place the tags of aws_x differently");
  });

  test("takes no map that nobody can write, and no list of words", () => {
    const attributes = { tags: { type: ["list", "string"], optional: true }, labels: { type: ["map", "string"], computed: true } };
    const block = { attributes, block_types: { inner: { block: { attributes: { tags: { type: ["map", "string"], computed: true } } } } } };
    expect(readTaggableTypes([["hashicorp/aws", { resource_schemas: { aws_x: { block } } }]])["hashicorp/aws"]!.types["aws_x"]).toEqual([]);
  });
});
