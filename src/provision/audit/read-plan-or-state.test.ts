import { describe, expect, test } from "vitest";
import { change, five, plan, shownState, stored, tagged } from "../../../test/audit/plan-json.ts";
import { readPlanOrState } from "./read-plan-or-state.ts";

const addresses = (document: unknown): readonly string[] | undefined => readPlanOrState(document)?.resources.map(({ address }) => address);

describe("a plan", () => {
  test("holds what there will be: no data sources, nothing that only goes", () => {
    const document = plan([
      change("aws_sqs_queue", { ...tagged(), address: "aws_sqs_queue.new" }),
      change("aws_sqs_queue", { ...tagged(), address: "aws_sqs_queue.kept", actions: ["no-op"] }),
      change("aws_sqs_queue", { ...tagged(), address: "aws_sqs_queue.changed", actions: ["update"] }),
      change("aws_sqs_queue", { ...tagged(), address: "aws_sqs_queue.again", actions: ["delete", "create"] }),
      change("aws_sqs_queue", { ...tagged(), address: "aws_sqs_queue.first", actions: ["create", "delete"] }),
      change("aws_sqs_queue", { after: null, address: "aws_sqs_queue.gone", actions: ["delete"] }),
      change("aws_sqs_queue", { after: null, address: "aws_sqs_queue.forgotten", actions: ["forget"] }),
      change("aws_sqs_queue", { ...tagged(), address: "data.aws_sqs_queue.looked_at", mode: "data", actions: ["read"] }),
    ]);
    expect(addresses(document)).toEqual(["new", "kept", "changed", "again", "first"].map((name) => `aws_sqs_queue.${name}`));
  });

  test("keeps the addresses of modules, counts and keys, and looks at no prior state", () => {
    const address = 'module.a["x"].module.b[0].aws_sqs_queue.q["k"]';
    const prior_state = shownState({ "": [stored("aws_sqs_queue.old", "aws_sqs_queue", { tags: five })] });
    expect(addresses(plan([change("aws_sqs_queue", { ...tagged(), address })], { prior_state }))).toEqual([address]);
  });

  test("without any change has no resources", () => {
    const { resource_changes: _, ...empty } = plan([]) as { resource_changes: unknown };
    expect(readPlanOrState(empty)).toMatchObject({ kind: "plan", terraformVersion: "1.11.4", resources: [], isBroken: false });
  });

  test("says when it may not be whole", () => {
    expect(readPlanOrState(plan([], { complete: false }))?.notes).toEqual([
      "the plan was limited to some resources or could not look at all of them",
    ]);
    expect(readPlanOrState(plan([], { deferred_changes: [{}, {}] }))?.notes).toEqual([
      "changes put off to a later plan, not looked at here: 2",
    ]);
  });

  test.each(["1.0", "1.99", "1"])("of format %s is read", (format_version) => {
    expect(addresses(plan([change("aws_sqs_queue", tagged())], { format_version }))).toEqual(["aws_sqs_queue.this"]);
  });

  test.each([
    ["2.0", "use a newer Dativo, or an older Terraform"],
    ["10.1", "use a newer Dativo, or an older Terraform"],
    ["0.2", "write it again with Terraform 1.1 or later"],
  ])("of format %s is refused", (format_version, hint) => {
    expect(() => readPlanOrState(plan([], { format_version }))).toThrow(
      expect.objectContaining({
        kind: "refused",
        message: `format ${format_version} of plans is not known here, written by 1.11.4; format 1 is`,
        hint,
      }),
    );
  });
});

describe("a state", () => {
  test("is read with its modules, without data sources and what is to be deleted", () => {
    const type = "aws_sqs_queue";
    const document = shownState({
      "": [
        stored("aws_sqs_queue.a", type, {}),
        stored("data.aws_sqs_queue.b", type, {}, { mode: "data" }),
        stored("aws_sqs_queue.a", type, {}, { deposed_key: "0011" }),
      ],
      "module.m": [stored("module.m.aws_sqs_queue.c[0]", type, {})],
    });
    expect(readPlanOrState(document)).toMatchObject({ kind: "state", terraformVersion: "1.11.4" });
    expect(addresses(document)).toEqual(["aws_sqs_queue.a", "module.m.aws_sqs_queue.c[0]"]);
  });

  test("may be empty", () => {
    expect(readPlanOrState({ format_version: "1.0" })).toMatchObject({ kind: "state", resources: [] });
  });

  test("of a newer format is refused", () => {
    expect(() => readPlanOrState({ format_version: "2.0", values: {} })).toThrow("format 2.0 of states is not known here; format 1 is");
  });
});

describe("a state file", () => {
  const file = (resources: readonly object[], more: object = {}): object => ({
    version: 4,
    terraform_version: "1.11.4",
    serial: 3,
    lineage: "8c3509d3-e114-4ac3-25e9-e5f51f245a30",
    outputs: {},
    resources,
    ...more,
  });
  const resource = (instances: readonly object[], more: object = {}): object => ({
    mode: "managed",
    type: "aws_sqs_queue",
    name: "q",
    provider: 'provider["registry.terraform.io/hashicorp/aws"].west',
    instances,
    ...more,
  });

  test("has an address for each instance", () => {
    const document = file([
      resource([{ attributes: {} }]),
      resource(
        [
          { index_key: 0, attributes: {} },
          { index_key: 1, attributes: {}, deposed: "0011" },
        ],
        { module: "module.m" },
      ),
      resource([{ index_key: 'a"${b', attributes: {} }], { provider: 'module.m.provider["registry.opentofu.org/hashicorp/aws"]' }),
      resource([{ attributes: {} }], { mode: "data" }),
    ]);
    expect(addresses(document)).toEqual(["aws_sqs_queue.q", "module.m.aws_sqs_queue.q[0]", 'aws_sqs_queue.q["a\\"$${b"]']);
    expect(new Set(readPlanOrState(document)?.resources.map(({ provider }) => provider))).toEqual(new Set(["hashicorp/aws"]));
  });

  test("marks what is sensitive, part by part", () => {
    const path = (...names: readonly string[]): object[] =>
      names.map((value, index) => (index === 0 ? { type: "get_attr", value } : { type: "index", value: { value, type: "string" } }));
    const document = file([resource([{ attributes: { tags: five }, sensitive_attributes: [path("tags", "Team"), path("policy")] }])]);
    expect(readPlanOrState(document)?.resources[0]?.sensitive).toEqual({ tags: { Team: true }, policy: true });
  });

  test("unwraps values of open type, and no tags that look like them", () => {
    const manifest = { value: { metadata: { labels: {} } }, type: ["object", { metadata: ["object", {}] }] };
    const document = file([resource([{ attributes: { manifest, tags: { type: "x", value: "y" } } }])]);
    expect(readPlanOrState(document)?.resources[0]?.values).toEqual({ manifest: manifest.value, tags: { type: "x", value: "y" } });
  });

  test.each([3, 5])("of version %d is refused", (version) => {
    expect(() => readPlanOrState(file([], { version }))).toThrow(`version ${version} of state files is not known here`);
  });

  test("that OpenTofu has encrypted is refused", () => {
    expect(() => readPlanOrState({ meta: {}, encrypted_data: "x", encryption_version: "v0" })).toThrow("it is encrypted by OpenTofu");
  });
});

test.each([
  ["a list", []],
  ["text", "x"],
  ["nothing", null],
  ["package.json", { name: "x", version: "1.0.0" }],
  ["provider schemas", { format_version: "1.0", provider_schemas: {} }],
  ["a validation", { format_version: "1.0", valid: true, error_count: 0, diagnostics: [] }],
  ["outputs", { cluster: { sensitive: false, type: "string", value: "x" } }],
  ["the backend's settings", { version: 3, lineage: "x", backend: { type: "s3" } }],
])("%s is neither", (_name, document) => {
  expect(readPlanOrState(document)).toBeUndefined();
});

describe("what is damaged proves nothing, and is refused", () => {
  const change = { address: "a.b", type: "a", mode: "managed", change: { actions: ["create"], after: {} } };
  const resource = { address: "a.b", type: "a", mode: "managed", values: {} };
  const planOf = (resource_changes: unknown): object => ({ format_version: "1.2", resource_changes });
  const stateOf = (root_module: unknown): object => ({ format_version: "1.0", values: { root_module } });
  const fileOf = (resources: unknown): object => ({ version: 4, lineage: "l", serial: 1, resources });

  test.each([
    [planOf({}), "resource_changes is no list"],
    [planOf(null), "resource_changes is no list"],
    [planOf([5]), "resource_changes[0] is no object"],
    [planOf([change, { ...change, address: 5 }]), "resource_changes[1].address is no text"],
    [planOf([{ ...change, mode: undefined }]), "resource_changes[0].mode is no text"],
    [planOf([{ ...change, change: undefined }]), "resource_changes[0].change is no object"],
    [planOf([{ ...change, change: {} }]), "resource_changes[0].change.actions is no list"],
    [{ ...planOf([]), resource_drift: {} }, "resource_drift is no list"],
    [{ format_version: "1.2" }, "it has neither values nor resource_changes and planned_values"],
    [{ format_version: "1.2", planned_values: 5 }, "planned_values is no object"],
    [{ format_version: "1.2", planned_values: {} }, "planned_values.root_module is no object"],
    [{ format_version: "1.2", configuration: {} }, "planned_values is no object"],
    [
      { format_version: "1.2", planned_values: { root_module: { resources: [resource] } } },
      "it has no resource_changes, but planned_values holds resources",
    ],
    [{ format_version: "1.0", values: 5 }, "values is no object"],
    [{ format_version: "1.0", values: {} }, "values.root_module is no object"],
    [stateOf({ resources: {} }), "values.root_module.resources is no list"],
    [stateOf({ resources: [5] }), "values.root_module.resources[0] is no object"],
    [stateOf({ resources: [{ ...resource, values: 5 }] }), "values.root_module.resources[0].values is no object"],
    [stateOf({ child_modules: [{ resources: [{}] }] }), "values.root_module.child_modules[0].resources[0].address is no text"],
    [fileOf(undefined), "resources is no list"],
    [fileOf([5]), "resources[0] is no object"],
    [fileOf([{ mode: "managed", type: "a", name: "b" }]), "resources[0].instances is no list"],
    [fileOf([{ mode: "managed", type: "a", name: "b", instances: [{}] }]), "resources[0].instances[0].attributes is no object"],
  ])("%j", (document, what) => {
    expect(() => readPlanOrState(document)).toThrow(
      expect.objectContaining({ kind: "refused", message: `it is damaged: ${what}`, hint: "write it again with terraform show -json" }),
    );
  });
});
