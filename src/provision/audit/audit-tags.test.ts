import { describe, expect, test } from "vitest";
import { change, five, fiveKebab, fiveKubernetes, fiveLabels, plan, tagged, type ResourceParts } from "../../../test/audit/plan-json.ts";
import { requiredTagKeys } from "../../spec/tags.ts";
import { auditTags } from "./audit-tags.ts";
import { readPlanOrState } from "./read-plan-or-state.ts";
import type { ResourceAudit, TagAudit } from "./tag-audit.ts";
import { expectTags } from "./tag-expectation.ts";

interface Asked {
  readonly values?: Readonly<Record<string, string>>;
  readonly optional?: readonly string[];
  readonly strict?: boolean;
}

function audit(document: object, { values = {}, optional = [], strict = false }: Asked = {}): TagAudit {
  return auditTags(readPlanOrState(document)!, expectTags(requiredTagKeys, optional, new Map(Object.entries(values)), strict));
}

function auditOne(type: string, parts: ResourceParts, asked: Asked = {}, more: object = {}): ResourceAudit {
  return audit(plan([change(type, parts)], more), asked).resources[0]!;
}

/** `slot: problem key` of every finding. */
function found({ findings }: Pick<ResourceAudit, "findings">): readonly string[] {
  return findings.map(({ slot, problem, key }) => `${slot}: ${problem} ${key}`);
}

const { CostCenter: _, ...four } = five;

describe("one map of tags", () => {
  test("is in order with all five", () => {
    expect(auditOne("aws_sqs_queue", tagged())).toMatchObject({ status: "ok", covered: true, findings: [], decidedBy: "type" });
  });

  test("a key that is not there is missing, and named as the provider spells it", () => {
    const one = auditOne("aws_sqs_queue", tagged(four));
    expect(one).toMatchObject({ status: "missing", covered: false });
    expect(one.findings).toEqual([{ slot: "tags", key: "cost_center", styled: "CostCenter", problem: "missing" }]);
  });

  test.each([null, {}, undefined])("no tags at all (%j) lack every key", (tags) => {
    expect(found(auditOne("aws_sqs_queue", { after: { tags, tags_all: tags } }))).toEqual(
      requiredTagKeys.map((key) => `tags: missing ${key}`),
    );
  });

  test.each(["", "  ", null])("a blank value (%j) is none", (CostCenter) => {
    expect(auditOne("aws_sqs_queue", tagged({ ...five, CostCenter })).findings).toEqual([
      { slot: "tags", key: "cost_center", styled: "CostCenter", problem: "missing", detail: "it is blank" },
    ]);
  });

  test("another value than expected is wrong, and only where one is expected", () => {
    expect(auditOne("aws_sqs_queue", tagged(), { values: { cost_center: "FIN-002" } }).findings).toEqual([
      { slot: "tags", key: "cost_center", styled: "CostCenter", problem: "wrong", expected: "FIN-002", found: "FIN-001" },
    ]);
    expect(auditOne("aws_sqs_queue", tagged(), { values: { cost_center: "fin-001" } }).status).toBe("wrong");
    expect(auditOne("aws_sqs_queue", tagged(), { values: { cost_center: "FIN-001" } }).status).toBe("ok");
  });

  test.each(["cost_center", "cost-center", "costCenter", "Cost Center", "CostCenter"])("'%s' counts on any cloud", (key) => {
    for (const [type, slot] of [
      ["aws_sqs_queue", "tags"],
      ["azurerm_resource_group", "tags"],
      ["google_storage_bucket", "labels"],
    ] as const)
      expect(auditOne(type, { after: { [slot]: { ...four, [key]: "x" } } }).status).toBe("ok");
  });

  test("of two spellings the provider's own decides", () => {
    const twice = { ...four, cost_center: "old", CostCenter: "new" };
    expect(auditOne("aws_sqs_queue", tagged(twice), { values: { cost_center: "new" } }).status).toBe("ok");
    expect(auditOne("google_storage_bucket", { after: { labels: twice } }, { values: { cost_center: "new" } }).status).toBe("wrong");
  });

  test("environments have two names each", () => {
    expect(auditOne("aws_sqs_queue", tagged(), { values: { environment: "production" } }).status).toBe("ok");
    expect(auditOne("aws_sqs_queue", tagged({ ...five, Environment: "Staging" }), { values: { environment: "stage" } }).status).toBe("ok");
    expect(auditOne("aws_sqs_queue", tagged(), { values: { environment: "dev" } }).status).toBe("wrong");
    expect(auditOne("aws_sqs_queue", tagged({ ...five, Team: "prod" }), { values: { team: "production" } }).status).toBe("wrong");
  });

  test("what the provider adds by itself counts", () => {
    const { Team: _team, ...rest } = five;
    expect(auditOne("aws_sqs_queue", { after: { tags: rest, tags_all: five } }).status).toBe("ok");
    const { team: _label, ...labels } = fiveLabels;
    expect(auditOne("google_storage_bucket", { after: { labels, effective_labels: fiveLabels } }).status).toBe("ok");
  });

  test("labels of Google hold what is left of a value", () => {
    expect(
      auditOne("google_storage_bucket", { after: { labels: fiveLabels } }, { values: { cost_center: "FIN-001", team: "Data" } }).status,
    ).toBe("ok");
    expect(
      auditOne("google_storage_bucket", { after: { labels: { ...fiveLabels, team: "a_b_c" } } }, { values: { team: "a@b.c" } }).status,
    ).toBe("ok");
  });

  test("optional tags are told and change nothing", () => {
    const one = auditOne("aws_sqs_queue", tagged(), { optional: ["project", "owner"], values: { owner: "x" } });
    expect(one).toMatchObject({ status: "ok", covered: true });
    expect(one.optional.map(({ key, problem }) => `${key} ${problem}`)).toEqual(["project missing", "owner missing"]);
  });
});

describe("what is known only after apply", () => {
  const { Team: __, ...known } = five;
  const lateTeam = { after: { tags: known }, unknown: { tags: { Team: true }, tags_all: true } };

  test("a key whose value comes later is covered unless the audit is strict", () => {
    expect(auditOne("aws_sqs_queue", lateTeam)).toMatchObject({ status: "unknown", covered: true });
    expect(auditOne("aws_sqs_queue", lateTeam, { strict: true })).toMatchObject({ status: "unknown", covered: false });
    expect(auditOne("aws_sqs_queue", lateTeam).findings).toEqual([
      { slot: "tags", key: "team", styled: "Team", problem: "unknown", valueOnly: true },
    ]);
  });

  test("tags that are named are known, though all of tags_all is not", () => {
    expect(found(auditOne("aws_sqs_queue", lateTeam, { values: { cost_center: "FIN-002" } }))).toEqual([
      "tags: unknown team",
      "tags: wrong cost_center",
    ]);
  });

  test("a key that may come from the provider's defaults is unknown, and covered by nobody", () => {
    const one = auditOne("aws_sqs_queue", { after: { tags: four }, unknown: { tags: {}, tags_all: true } });
    expect(one).toMatchObject({ status: "unknown", covered: false });
    expect(found(one)).toEqual(["tags: unknown cost_center"]);
  });

  test("a map of which nothing is known is covered by nobody", () => {
    const one = auditOne("azurerm_resource_group", { after: {}, unknown: { tags: true } });
    expect(one).toMatchObject({ status: "unknown", covered: false });
    expect(one.findings).toHaveLength(5);
  });

  const resource = (expressions: object): object => ({
    address: "azurerm_resource_group.this",
    mode: "managed",
    type: "azurerm_resource_group",
    name: "this",
    provider_config_key: "azurerm",
    expressions,
  });

  test("constants of the configuration tell, and are never shown", () => {
    const configuration = { root_module: { resources: [resource({ tags: { constant_value: { ...fiveKebab, team: "hush" } } })] } };
    const nothing = { after: {}, unknown: { tags: true } };
    expect(auditOne("azurerm_resource_group", nothing, {}, { configuration }).status).toBe("ok");
    const wrong = auditOne("azurerm_resource_group", nothing, { values: { team: "data" } }, { configuration });
    expect(wrong.findings).toEqual([{ slot: "tags", key: "team", styled: "team", problem: "wrong", expected: "data" }]);
    expect(JSON.stringify(wrong)).not.toContain("hush");
  });

  test("what the configuration does not name was written by nobody; what it computes stays unknown", () => {
    const nothing = { after: {}, unknown: { tags: true } };
    const of = (expressions: object): object => ({ configuration: { root_module: { resources: [resource(expressions)] } } });
    expect(auditOne("azurerm_resource_group", nothing, {}, of({ name: { constant_value: "x" } })).status).toBe("missing");
    expect(auditOne("azurerm_resource_group", nothing, {}, of({ tags: { references: ["local.tags"] } })).status).toBe("unknown");
  });

  test("constants are found through modules, indices and blocks", () => {
    const module = {
      resources: [
        {
          address: "google_cloud_run_v2_job.this",
          expressions: { template: [{ labels: { constant_value: fiveLabels } }] },
        },
      ],
    };
    const configuration = { root_module: { module_calls: { a: { module: { module_calls: { b: { module } } } } } } };
    const parts = {
      address: 'module.a["x.y"].module.b[0].google_cloud_run_v2_job.this["k"]',
      after: { labels: fiveLabels, effective_labels: fiveLabels, template: [{}] },
      unknown: { template: [{ labels: true }] },
    };
    expect(auditOne("google_cloud_run_v2_job", parts, {}, { configuration }).status).toBe("ok");
    expect(found(auditOne("google_cloud_run_v2_job", parts))[0]).toBe("template.labels: unknown job_name");
  });

  test("constant defaults of the provider tell what else comes", () => {
    const provider_config = {
      aws: { name: "aws", expressions: { default_tags: [{ tags: { constant_value: { CostCenter: "FIN-001" } } }] } },
    };
    const root_module = { resources: [{ address: "aws_sqs_queue.this", provider_config_key: "aws", expressions: { tags: {} } }] };
    const late = { after: { tags: { ...four } }, unknown: { tags: { Run: true }, tags_all: true } };
    expect(auditOne("aws_sqs_queue", late, {}, { configuration: { provider_config, root_module } }).status).toBe("ok");
    expect(auditOne("aws_sqs_queue", late, {}, { configuration: { provider_config: { aws: {} }, root_module } }).status).toBe("missing");
  });
});

test("defaults of a provider show in the resources that are known", () => {
  const queue = (name: string, key: string): object => ({
    address: `aws_sqs_queue.${name}`,
    provider_config_key: key,
    expressions: { tags: {} },
  });
  const computed = { expressions: { default_tags: [{ tags: { references: ["local.tags"] } }] } };
  const configuration = {
    provider_config: { aws: computed, "aws.west": computed },
    root_module: { resources: [queue("late", "aws"), queue("known", "aws"), queue("west", "aws.west")] },
  };
  const late = (name: string) => ({
    address: `aws_sqs_queue.${name}`,
    after: { tags: four },
    unknown: { tags: { Run: true }, tags_all: true },
  });
  const known = { address: "aws_sqs_queue.known", after: { tags: four, tags_all: five } };
  const changes = [late("late"), known, late("west")].map((parts) => change("aws_sqs_queue", parts));
  expect(audit(plan(changes, { configuration })).resources.map(({ status }) => status)).toEqual(["ok", "ok", "unknown"]);
});

describe("secrets", () => {
  test.each([
    ["one tag", { tags: { Team: true }, tags_all: { Team: true } }],
    ["the map", { tags: true, tags_all: true }],
  ])("a sensitive value is compared and not shown: %s", (_name, sensitive) => {
    const parts = { ...tagged({ ...five, Team: "hush" }), sensitive };
    const one = auditOne("aws_sqs_queue", parts, { values: { team: "data" } });
    expect(one.status).toBe("wrong");
    expect(JSON.stringify(one)).not.toContain("hush");
    expect(auditOne("aws_sqs_queue", parts, { values: { team: "hush" } }).status).toBe("ok");
  });
});

describe("secrets that lost their mark", () => {
  test("what the provider copies is as sensitive as what was written", () => {
    const one = auditOne(
      "aws_sqs_queue",
      { ...tagged({ ...five, Team: "hush" }), sensitive: { tags: { Team: true }, tags_all: {} } },
      { values: { team: "x" } },
    );
    expect(one.findings).toEqual([{ slot: "tags", key: "team", styled: "Team", problem: "wrong", expected: "x" }]);
  });

  test("values of sensitive variables are known wherever they come back", () => {
    const more = {
      variables: { owner: { value: { names: ["hush"] } }, open: { value: "data" } },
      configuration: { root_module: { variables: { owner: { sensitive: true }, open: {} } } },
    };
    const { JobName: _name, ...rest } = five;
    const parts = { after: { tags: rest, tags_all: { ...rest, JobName: "by hush" } } };
    const one = auditOne("aws_sqs_queue", parts, { values: { job_name: "x", team: "y" } }, more);
    expect(one.findings.map(({ key, found: shown }) => [key, shown])).toEqual([
      ["job_name", undefined],
      ["team", "data"],
    ]);
    const group = { after: { tag: [{ key: "JobName", value: "hush", propagate_at_launch: true }] } };
    expect(JSON.stringify(auditOne("aws_autoscaling_group", group, { values: { job_name: "x" } }, more))).not.toContain("hush");
  });
});

describe("coverage", () => {
  test("counts covered among taggable, and untaggable apart with a reason", () => {
    const { coverage, passed, resources } = audit(
      plan([
        change("aws_sqs_queue", tagged()),
        change("aws_kms_key", tagged({})),
        change("aws_kms_key", tagged()),
        change("aws_iam_role_policy", { after: { name: "x" } }),
      ]),
    );
    expect(coverage).toEqual({ taggable: 3, covered: 2, untaggable: 1, percent: 66.6 });
    expect(passed).toBe(false);
    expect(resources[3]).toMatchObject({ status: "untaggable", covered: false, reason: "aws_iam_role_policy takes no tags" });
  });

  test("of no resources is whole", () => {
    expect(audit(plan([]))).toMatchObject({ coverage: { taggable: 0, covered: 0, percent: 100 }, passed: true });
  });

  test("is never rounded up to all", () => {
    const many = Array.from({ length: 2000 }, (_unused, index) => change("aws_sqs_queue", index === 0 ? tagged({}) : tagged()));
    expect(audit(plan(many))).toMatchObject({ coverage: { percent: 99.9 }, passed: false });
  });

  test("an errored plan does not pass, whatever it holds", () => {
    const broken = audit(plan([change("aws_sqs_queue", tagged())], { errored: true, complete: false }));
    expect(broken).toMatchObject({ passed: false, coverage: { percent: 100 } });
    expect(broken.notes).toEqual(["the plan ended in an error and does not hold every resource"]);
  });

  test("kubernetes takes its own spelling, and annotations for what is no label", () => {
    const labels = { after: { metadata: [{ labels: fiveKubernetes }] } };
    expect(auditOne("kubernetes_namespace_v1", labels, { values: { cost_center: "FIN-001" } }).status).toBe("ok");
    const { "dativo.io/team": _label, ...rest } = fiveKubernetes;
    const noted = (team: string): object => ({ metadata: [{ labels: rest, annotations: { "dativo.io/team": team } }] });
    expect(auditOne("kubernetes_namespace_v1", { after: noted("data@acme.io") }, { values: { team: "data@acme.io" } }).status).toBe("ok");
    expect(found(auditOne("kubernetes_namespace_v1", { after: noted("data") }))).toEqual(["metadata.labels: missing team"]);
  });
});
