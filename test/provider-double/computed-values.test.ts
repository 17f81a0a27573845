import { describe, expect, test } from "vitest";
import { computeUnknowns } from "./computed-values.ts";
import { planChange } from "./plan-resource.ts";
import { replacedBy } from "./replacement-rules.ts";
import { heldVersions, providerNames, readSchema, type Block, type CtyType, type ProviderName } from "./schema.ts";
import { isWhollyKnown, type Fields, type WireValue } from "./wire-value.ts";

const everyType = providerNames.flatMap((provider) =>
  heldVersions(provider).flatMap((version) => {
    const { resource_schemas } = readSchema(provider, version);
    return Object.entries(resource_schemas).map(([type, schema]) => ({ provider, version, type, schema }));
  }),
);

/** One of several arguments that the schema calls optional, and without which the provider refuses the resource. */
const oneOfThese: Readonly<Record<string, Fields>> = {
  azurerm_federated_identity_credential: { user_assigned_identity_id: "/subscriptions/text" },
  azurerm_storage_container: { storage_account_id: "/subscriptions/text" },
};

describe("values of a cloud", () => {
  test("there are types to try", () => expect(everyType.length).toBe(326));

  test.each(everyType)(
    "$provider $version $type: all is known after an apply, and the same for the same arguments",
    ({ provider, type, schema }) => {
      const change = {
        provider,
        type,
        schema,
        config: {},
        prior: null,
        proposed: { ...leastArguments(schema.block), ...oneOfThese[type] },
      };
      const { planned } = planChange(change);
      const applied = computeUnknowns({ provider, type, block: schema.block, config: {}, planned });
      expect(isWhollyKnown(applied)).toBe(true);
      expect(computeUnknowns({ provider, type, block: schema.block, config: {}, planned })).toEqual(applied);
      const again = planChange({ ...change, prior: applied, proposed: { ...applied } });
      expect(again).toMatchObject({ planned: applied, replacedBy: [] });
    },
  );

  test("identifiers have the shape of the cloud's", () => {
    expect(apply("aws", "aws_ecs_task_definition", { family: "job", container_definitions: "[]" })).toMatchObject({
      arn: "arn:aws:ecs:us-east-1:123456789012:task-definition/job:1",
      arn_without_revision: "arn:aws:ecs:us-east-1:123456789012:task-definition/job",
      revision: 1,
    });
    expect(apply("google", "google_service_account", { account_id: "runner-sa" }, { project: "p" })).toMatchObject({
      email: "runner-sa@p.iam.gserviceaccount.com",
      member: "serviceAccount:runner-sa@p.iam.gserviceaccount.com",
    });
    expect(apply("azurerm", "azurerm_container_app_job", { name: "job", resource_group_name: "rg", location: "westeurope" })["id"]).toBe(
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.App/jobs/job",
    );
    const metadata = [{ name: "nightly", namespace: "jobs" }];
    expect(apply("kubernetes", "kubernetes_cron_job_v1", { metadata })["id"]).toBe("jobs/nightly");
  });

  test("two ids of one resource differ", () => {
    const given = { name: "job", resource_group_name: "rg", location: "westeurope" };
    const { client_id: client, principal_id: principal } = apply("azurerm", "azurerm_user_assigned_identity", given);
    expect(client).toMatch(/^[0-9a-f]{8}-/);
    expect(principal).not.toBe(client);
  });

  test("a name is made from its prefix", () => {
    expect(apply("aws", "aws_iam_role", { name_prefix: "job-", assume_role_policy: "{}" })["name"]).toMatch(/^job-[0-9a-f]{10}$/);
  });
});

test("what forces a replacement exists in a held version, and is no tag", () => {
  const types = new Map<string, Block[]>();
  for (const { type, schema } of everyType) types.set(type, [...(types.get(type) ?? []), schema.block]);
  const unfound = [...types].flatMap(([type, blocks]) =>
    replacedBy(providerNames.find((name) => everyType.some((each) => each.type === type && each.provider === name)) ?? "aws", type, "own")
      .filter((pattern) => !blocks.some((block) => has(block, pattern.replaceAll("[]", "").split("."))))
      .map((pattern) => `${type}.${pattern}`),
  );
  expect(unfound).toEqual([]);
});

function has(block: Block, [step = "", ...rest]: readonly string[]): boolean {
  const attribute = block.attributes?.[step];
  if (/tags|labels/.test(step) && Array.isArray(attribute?.type) && attribute.type[0] === "map") return false;
  if (rest.length === 0) return block.attributes?.[step] !== undefined || block.block_types?.[step] !== undefined;
  const inside = block.block_types?.[step];
  return inside !== undefined && has(inside.block, rest);
}

function apply(provider: ProviderName, type: string, given: Fields, config: Fields = {}): Fields {
  const schema = readSchema(provider, heldVersions(provider).at(-1) ?? "").resource_schemas[type];
  if (!schema) throw new Error(type);
  const { planned } = planChange({ provider, type, schema, config, prior: null, proposed: { ...nothing(schema.block), ...given } });
  return computeUnknowns({ provider, type, block: schema.block, config, planned });
}

function nothing(block: Block): Fields {
  return Object.fromEntries([
    ...Object.keys(block.attributes ?? {}).map((name) => [name, null]),
    ...Object.entries(block.block_types ?? {}).map(([name, { nesting_mode }]) => [name, nesting_mode === "single" ? null : []]),
  ]) as Fields;
}

/** What is required, and one of each block down to the third level, so that what is computed inside is seen too. */
function leastArguments(block: Block, depth = 0): Fields {
  const attributes = Object.entries(block.attributes ?? {}).map(([name, { type, required }]): [string, WireValue] => [
    name,
    required ? example(type) : null,
  ]);
  const blocks = Object.entries(block.block_types ?? {}).map(([name, nested]): [string, WireValue] => {
    if (depth > 2) return [name, nested.nesting_mode === "single" ? null : []];
    const inside = leastArguments(nested.block, depth + 1);
    return [name, nested.nesting_mode === "single" ? inside : nested.nesting_mode === "map" ? { key: inside } : [inside]];
  });
  return Object.fromEntries([...attributes, ...blocks]);
}

function example(type: CtyType): WireValue {
  if (type === "dynamic") return [Buffer.from('"string"'), "text"];
  if (typeof type === "string") return type === "bool" ? true : type === "number" ? 1 : "text";
  if (type[0] === "map") return { key: example(type[1]) };
  if (type[0] === "object") return Object.fromEntries(Object.entries(type[1]).map(([name, inner]) => [name, example(inner)]));
  return [example(type[1])];
}
