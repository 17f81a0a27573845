import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AuditReport } from "../../src/cli/audit-report.ts";
import { dativo, type Ended } from "../whole/rig.ts";
import { change, five, plan, shownState, stored, tagged } from "./plan-json.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "dativo-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: object | string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
}

const audit = (...args: readonly string[]): Promise<Ended> => dativo(folder, "infra", "audit", ...args);

async function report(...args: readonly string[]): Promise<AuditReport & { readonly exitCode: number; readonly stderr: string }> {
  const { stdout, exitCode, stderr } = await audit(...args, "--format", "json");
  return { ...(JSON.parse(stdout) as AuditReport), exitCode, stderr };
}

const good = plan([change("aws_sqs_queue", tagged()), change("aws_iam_role_policy", { after: {} })]);
const { CostCenter: _, ...four } = five;
const bad = plan([change("aws_sqs_queue", tagged(four))]);

describe("exit codes", () => {
  test.each([
    { format_version: "1.2", resource_changes: {} },
    { format_version: "1.2" },
    { format_version: "1.0", values: { root_module: { resources: [5] } } },
  ])("2 for a plan or state that is damaged: %j", async (document) => {
    write("damaged.json", document);
    for (const named of ["damaged.json", "."]) {
      const ended = await audit(named);
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toContain("error: damaged.json: it is damaged: ");
      expect(ended.stdout).not.toContain("100 %");
    }
  });

  test("0 when every taggable resource has the five tags, 2 when one has not", async () => {
    write("good.json", good);
    write("bad.json", bad);
    expect(await audit("good.json")).toMatchObject({ exitCode: 0, stderr: "" });
    const failed = await audit("bad.json");
    expect(failed.exitCode).toBe(2);
    expect(failed.stdout).toContain("missing  aws_sqs_queue.this  tags: CostCenter");
    expect(await audit("good.json", "bad.json")).toMatchObject({ exitCode: 2 });
  });

  test("a plan without resources has nothing to miss", async () => {
    write("empty.json", plan([]));
    const ended = await audit("empty.json");
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ended.stdout).toContain("coverage 100 % (0 of 0 taggable resources)");
  });

  test("a value known only after apply fails the strict audit alone", async () => {
    write("late.json", plan([change("aws_sqs_queue", { after: { tags: four }, unknown: { tags: { CostCenter: true }, tags_all: true } })]));
    expect(await audit("late.json")).toMatchObject({ exitCode: 0 });
    expect(await audit("late.json", "--strict")).toMatchObject({ exitCode: 2 });
  });
});

test("the page about it shows what it prints", async () => {
  const role = (index: number): object => change("aws_iam_role", { ...tagged(), address: `aws_iam_role.task[${index}]` });
  const cluster = { ...tagged({ ...five, Environment: "dev" }), address: "aws_ecs_cluster.main" };
  const letters = { ...tagged(four), address: "aws_sqs_queue.dead_letters" };
  const policy = change("aws_iam_role_policy", { address: "aws_iam_role_policy.secrets" });
  write("plan.json", plan([change("aws_ecs_cluster", cluster), role(0), role(1), change("aws_sqs_queue", letters), policy]));
  const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/audit.md"), "utf8");
  const [, command = "", shown = ""] = /^```\n\$ dativo infra audit (.*)\n([^]*?)^```$/m.exec(page) ?? [];
  expect((await audit(...command.split(" "))).stdout).toBe(shown);
});

describe("what is asked for", () => {
  test("other keys, in any spelling", async () => {
    write("bad.json", bad);
    expect(await audit("bad.json", "--require", "Team, job-name")).toMatchObject({ exitCode: 0 });
    expect((await report("bad.json", "--require", "Team", "--optional", "costCenter")).files[0]!.audit.resources[0]).toMatchObject({
      status: "ok",
      optional: [{ key: "cost_center", problem: "missing" }],
    });
  });

  test("values, also of keys that are not required otherwise", async () => {
    write("good.json", good);
    expect(await audit("good.json", "--expect", "environment=production,cost_center=FIN-001")).toMatchObject({ exitCode: 0 });
    const wrong = await audit("good.json", "--expect", "CostCenter=FIN-002");
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stdout).toContain("tags: CostCenter is 'FIN-001', expected 'FIN-002'");
    expect(await audit("good.json", "--expect", "project=x")).toMatchObject({ exitCode: 2 });
    expect(await audit("good.json", "--expect", "project=x", "--optional", "Project")).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [["--expect", "team"], "--expect takes key=value pairs, not 'team'"],
    [["--require", "team,,x"], "the key of a tag is blank"],
    [["--optional", "CostCenter"], "tag 'cost_center' is both required and optional"],
  ])("%j is refused", async (options, message) => {
    write("good.json", good);
    const ended = await audit("good.json", ...options);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toContain(`error: ${message}`);
    expect(ended.stderr).toContain("hint: ");
  });
});

describe("folders", () => {
  test("every plan and state below is audited under its name; other JSON is named and skipped", async () => {
    write("infra/a/plan.json", good);
    write("infra/b/state.json", shownState({ "": [stored("aws_sqs_queue.b", "aws_sqs_queue", { tags: five, tags_all: five })] }));
    const instance = { index_key: "k", attributes: { tags: four, tags_all: four } };
    const resource = { mode: "managed", type: "aws_sqs_queue", name: "q", provider: 'provider["registry.terraform.io/hashicorp/aws"]' };
    write("infra/c/terraform.tfstate", { version: 4, lineage: "x", serial: 1, resources: [{ ...resource, instances: [instance] }] });
    write("infra/package.json", { name: "x" });
    write("infra/settings.json", "// with a comment\n{}");
    write("infra/node_modules/x/plan.json", bad);
    write("infra/.terraform/terraform.tfstate", { version: 3, lineage: "x", backend: {} });
    const found = await report("infra");
    expect(found.files.map(({ file, audit: { coverage } }) => `${file} ${coverage.percent}`)).toEqual([
      "infra/a/plan.json 100",
      "infra/b/state.json 100",
      "infra/c/terraform.tfstate 0",
    ]);
    expect(found.files[2]!.audit.resources[0]).toMatchObject({ address: 'aws_sqs_queue.q["k"]', status: "missing" });
    expect(found.skipped.map(({ file }) => file)).toEqual(["infra/package.json", "infra/settings.json"]);
    expect(found).toMatchObject({ exitCode: 2, coverage: { taggable: 3, covered: 2, untaggable: 1, percent: 66.6 } });
    expect(found.stderr).toContain("skipped infra/package.json: it is neither a plan nor a state of Terraform\n");
    expect((await audit("infra")).stdout).toContain("all files: 66.6 % (2 of 3 taggable resources)");
  });

  test("without any plan or state there is nothing to audit", async () => {
    write("infra/package.json", { name: "x" });
    expect(await audit("infra")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there are no plans or states in infra") });
  });

  test("a broken plan is no reason to keep silent, nor to keep the others back", async () => {
    write("infra/a.json", good);
    write("infra/b.json", JSON.stringify(good).slice(0, 400));
    const ended = await audit("infra");
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toContain("coverage 100 %");
    expect(ended.stderr).toContain("error: infra/b.json: it is not JSON");
  });
});

describe("files that are something else", () => {
  test.each([
    ["other JSON", '{"name":"x"}', "it is neither a plan nor a state of Terraform"],
    ["no JSON", "resource {}", "it is not JSON"],
    ["an empty file", "", "it is not JSON"],
    ["a saved plan", new Uint8Array([0x50, 0x4b, 3, 4, 0xff]), "it is a plan as Terraform saves it, not JSON"],
    [
      "messages",
      '{"@level":"info"}\n{"@level":"info"}\n',
      "it is not JSON, from character 19 on\nhint: these are the messages of a command",
    ],
    ["a newer plan", JSON.stringify(plan([], { format_version: "2.0" })), "format 2.0 of plans is not known here"],
  ])("%s", async (_name, content, message) => {
    write("x.json", content);
    const ended = await audit("x.json");
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toContain(`error: x.json: ${message}`);
    expect(ended.stderr).toContain("hint: ");
  });

  test("broken JSON is not quoted: it may hold secrets", async () => {
    write("x.json", '{"format_version":"1.2","variables":{"p":{"value":"hunter2 "oops}}}');
    expect((await audit("x.json")).stderr).not.toContain("hunter2");
  });

  test("a file that is not there is named", async () => {
    expect(await audit("gone.json")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is no gone.json") });
  });

  test("what PowerShell writes is read", async () => {
    write("utf16.json", Buffer.from(`\ufeff${JSON.stringify(good)}`, "utf16le"));
    write("utf8.json", `\ufeff${JSON.stringify(good)}`);
    expect(await audit("utf16.json", "utf8.json")).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test("nothing of a plan's literals, variables and sensitive values is printed, in any format", async () => {
  const secret = "s3cr3t-literal";
  const key = `AKIA${"Q".repeat(16)}`;
  const document = plan(
    [
      change("aws_sqs_queue", {
        ...tagged({ ...five, Team: secret }, { policy: secret }),
        sensitive: { tags: { Team: true }, tags_all: { Team: true } },
      }),
    ],
    {
      variables: { password: { value: secret } },
      resource_drift: [
        change("aws_kms_key", {
          actions: ["update"],
          before: { tags: { ...five, CostCenter: key } },
          after: { tags: { ...five, CostCenter: "x" } },
        }),
        change("aws_sqs_queue", {
          actions: ["update"],
          before: { tags: { Team: secret } },
          after: { tags: { Team: "x" } },
          beforeSensitive: { tags: true },
        }),
      ],
      configuration: {
        root_module: { resources: [{ address: "aws_sqs_queue.this", expressions: { tags: { constant_value: { Team: secret } } } }] },
      },
    },
  );
  write("plan.json", document);
  for (const format of ["text", "json", "sarif", "junit", "markdown"]) {
    const { stdout, stderr, exitCode } = await audit("plan.json", "--expect", "team=data", "--format", format);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).not.toContain(secret);
    expect(`${stdout}${stderr}`).not.toContain(key);
  }
  expect((await audit("plan.json", "--expect", "team=data")).stdout).toContain("tags: Team is another (not shown), expected 'data'");
});

test("10,000 resources are audited one by one", async () => {
  const changes = Array.from({ length: 10_000 }, (_unused, index) =>
    change("aws_sqs_queue", { ...tagged(index % 1000 === 7 ? four : five), address: `module.m[${index}].aws_sqs_queue.q["k${index}"]` }),
  );
  write("plan.json", plan(changes));
  const found = await report("plan.json");
  expect(found).toMatchObject({ exitCode: 2, coverage: { taggable: 10_000, covered: 9990, percent: 99.9 } });
  const missing = found.files[0]!.audit.resources.filter(({ status }) => status === "missing");
  expect(missing.map(({ address }) => address)).toEqual(
    Array.from({ length: 10 }, (_unused, index) => `module.m[${index * 1000 + 7}].aws_sqs_queue.q["k${index * 1000 + 7}"]`),
  );
});
