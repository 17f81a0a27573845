import { expect, test } from "vitest";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { ModuleInterface, ProvisionJob } from "../spec/provision.ts";
import { variableValues } from "./variable-values.ts";

const nothing: Infrastructure = {
  provisioner: "terraform",
  runtime: {},
  terraform: {},
  resource_identifiers: {},
  tags: {},
  labels: {},
  annotations: {},
  resources: {},
  outputs: {},
};

function job(infrastructure: Partial<Infrastructure>, more: Partial<ProvisionJob> = {}): ProvisionJob {
  const metadata = { job_name: "etl", team: "data" };
  return {
    name: "orders",
    tenant_id: "acme",
    environment: "prod",
    infrastructure: { ...nothing, ...infrastructure },
    metadata,
    default_tags: { org: "o" },
    module_inputs: {},
    runtime_keys: [],
    waits: new Set(),
    waiting_tags: new Set(),
    secrets: [],
    ...more,
  };
}

function module(required: readonly string[], optional: readonly string[] = []): ModuleInterface {
  const variables = [...required.map((name) => [name, true] as const), ...optional.map((name) => [name, false] as const)];
  return {
    variables: Object.fromEntries(
      variables.map(([name, isRequired]) => [name, { required: isRequired, sensitive: false, nullable: true }]),
    ),
    outputs: {},
    providers: {},
    configured: [],
    folders: [],
  };
}

const valuesOf = (one: ProvisionJob, two: ModuleInterface, given: readonly string[] = []): Readonly<Record<string, unknown>> =>
  Object.fromEntries(variableValues(one, two, new Set(given)).inputs.map(({ name, value }) => [name, value]));

test("facts of the job under every name by which the users' modules know them", () => {
  const one = job(
    {
      provider: "aws",
      region: "us-east-1",
      runtime: { type: "aws_fargate", cpu: 1024, memory: "2Gi" },
      terraform: { module_source: "./m", variables: { enable_spot_instances: true } },
      resource_identifiers: { cluster: "c", later: "{{terraform_outputs.x}}", like: "{{terraform_outputs.x}}" },
      tags: { CostCenter: "F", Retention: 30 },
      labels: { app: "x" },
    },
    { waits: new Set(["resource_identifiers.later"]) },
  );
  const names = [
    "job_metadata",
    "tags",
    "default_tags",
    "metadata_tags",
    "variables",
    "region",
    "runtime_type",
    "tenant_id",
    "environment",
    "job_name",
    "labels",
    "annotations",
    "infrastructure_provider",
    "infrastructure_compute_type",
    "infrastructure_memory_mb",
    "infrastructure_vcpu",
    "terraform_module",
    "resource_refs",
    "resource_identifiers",
  ];
  expect(valuesOf(one, module(names))).toEqual({
    job_metadata: { job_name: "etl", team: "data" },
    default_tags: { org: "o" },
    metadata_tags: { CostCenter: "F", Retention: "30" },
    variables: { enable_spot_instances: true },
    region: "us-east-1",
    runtime_type: "aws_fargate",
    tenant_id: "acme",
    environment: "prod",
    job_name: "etl",
    labels: { app: "x" },
    annotations: {},
    infrastructure_provider: "aws",
    infrastructure_compute_type: "fargate",
    infrastructure_memory_mb: 2048,
    infrastructure_vcpu: 1,
    terraform_module: "./m",
    resource_refs: { cluster: "c", like: "{{terraform_outputs.x}}" },
    resource_identifiers: { cluster: "c", like: "{{terraform_outputs.x}}" },
  });
});

test("the job's tags go to a module under one name", () => {
  expect(valuesOf(job({}), module(["tags"]))).toEqual({ tags: { job_name: "etl", team: "data" } });
  expect(valuesOf(job({}), module(["job_metadata"], ["tags"]))).toEqual({ job_metadata: { job_name: "etl", team: "data" } });
  const both = job({ terraform: { variables: { tags: { own: "t" } } } });
  expect(valuesOf(both, module(["job_metadata"], ["tags"]))).toMatchObject({ tags: { own: "t" } });
});

test("a stronger source wins: facts, the runtime, its options, variables; each with its place", () => {
  const one = job(
    { region: "r", runtime: { image: "i", cpu: 2, options: { cpu: "3", memory: "5" } }, terraform: { variables: { memory: "6" } } },
    {
      module_inputs: { region: "rt", container_image: "i", cpu: "2", memory: "4" },
      runtime_keys: [{ path: ["runtime", "image"], names: ["container_image"] }],
    },
  );
  expect(variableValues(one, module(["region", "container_image", "cpu", "memory"]), new Set()).inputs).toEqual([
    { name: "container_image", value: "i", path: ["runtime", "image"] },
    { name: "cpu", value: "3", path: ["runtime", "options", "cpu"] },
    { name: "memory", value: "6", path: ["terraform", "variables", "memory"] },
    { name: "region", value: "rt", path: ["runtime"] },
  ]);
});

test("only what the module declares; of variables and options that it lacks, the job is told", () => {
  const one = job({ runtime: { options: { extra: 1 } }, terraform: { variables: { instance_cout: 1, qqq: 2 } } });
  expect(variableValues(one, module([], ["instance_count"]), new Set())).toEqual({
    inputs: [],
    problems: [
      {
        severity: "warning",
        path: ["runtime", "options", "extra"],
        part: "key",
        code: "unknown-variable",
        message: "the module has no variable 'extra'",
        hint: "it has instance_count",
      },
      {
        path: ["terraform", "variables", "instance_cout"],
        part: "key",
        code: "unknown-variable",
        message: "the module has no variable 'instance_cout'",
        hint: "did you mean 'instance_count'?",
      },
      {
        path: ["terraform", "variables", "qqq"],
        part: "key",
        code: "unknown-variable",
        message: "the module has no variable 'qqq'",
        hint: "it has instance_count",
      },
    ],
  });
});

test("a variable that waits for an output is refused at its line, and text that only looks like it is not", () => {
  const text = "{{ terraform_outputs.id }}";
  const waits = new Set(["terraform.variables.list[1].b"]);
  const one = job({ terraform: { variables: { list: ["a", { b: text }], plain: text } } }, { waits });
  const { problems, inputs } = variableValues(one, module(["list", "plain"]), new Set());
  expect(problems).toMatchObject([{ code: "unresolved-placeholder", path: ["terraform", "variables", "list", 1, "b"] }]);
  expect(inputs[1]).toMatchObject({ name: "plain", value: text });
});

test("a tag that waits, or that holds a secret, is told once, by its name and at the line of the block that says it", () => {
  const one = job(
    { tags: { CostCenter: "x-s3cret", team: "{{terraform_outputs.t}}" } },
    {
      metadata: { cost_center: "x-s3cret", team: "{{terraform_outputs.t}}", owner: "s3cret", job_name: "etl" },
      waiting_tags: new Set(["team"]),
      waits: new Set(["tags.team"]),
      secrets: ["s3cret"],
    },
  );
  const { problems } = variableValues(one, module(["job_metadata", "metadata_tags"]), new Set());
  expect(problems.map(({ path, code, message }) => [path.join("."), code, message.split(" ").slice(0, 3).join(" ")])).toEqual([
    ["tags.CostCenter", "literal-credential", "the tag 'cost_center'"],
    ["tags.team", "unresolved-placeholder", "the tag 'team'"],
    ["tags", "literal-credential", "the tag 'owner'"],
  ]);
});

test("a secret of the job does not go into a file; the environment's values are passed on by name alone", () => {
  const one = job({ terraform: { variables: { url: "x://u:s3cret@h" } } }, { secrets: ["s3cret"] });
  expect(variableValues(one, module(["url"]), new Set()).problems).toMatchObject([
    { code: "literal-credential", hint: expect.stringContaining("TF_VAR_url") as string },
  ]);
  expect(variableValues(job({}), module(["password"]), new Set(["password"]))).toEqual({
    inputs: [{ name: "password", path: [] }],
    problems: [],
  });
  expect(valuesOf(job({ region: "r" }), module(["region"]), ["region"])).toEqual({ region: "r" });
});
