import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import { describe, expect, test } from "vitest";
import { formatAudit, type AuditFormat } from "../../src/cli/format-audit.ts";
import { formatSarif } from "../../src/cli/format-diagnostics.ts";
import type { AuditReport } from "../../src/cli/audit-report.ts";
import { auditTags } from "../../src/provision/audit/audit-tags.ts";
import { readPlanOrState } from "../../src/provision/audit/read-plan-or-state.ts";
import { coverageOf } from "../../src/provision/audit/tag-audit.ts";
import { expectTags } from "../../src/provision/audit/tag-expectation.ts";
import { change, five, plan, tagged } from "./plan-json.ts";

const tool = { version: "1.2.3", cwd: "/work space" };
const nasty = 'aws_sqs_queue.q["<&|`@x`\u001b[2J\n\ud800]]>"]';
const { Team: _, CostCenter: __, ...three } = five;

function report(changes: readonly object[], file = "plans/a b.json"): AuditReport {
  const document = readPlanOrState(plan(changes))!;
  const audit = auditTags(
    document,
    expectTags(["team", "cost_center", "environment"], ["project"], new Map([["environment", "prod"]]), false),
  );
  const { coverage, passed } = audit;
  const skipped = [{ file: "x.json", reason: "it is neither" }];
  return {
    files: [{ file, audit }],
    skipped,
    failed: [],
    coverage: coverageOf([coverage]),
    passed,
    required: ["team", "cost_center"],
    strict: false,
  };
}

const mixed = report([
  change("aws_sqs_queue", tagged()),
  change("aws_sqs_queue", { ...tagged({ ...three, Environment: "dev" }), address: nasty }),
  change("aws_kms_key", { after: { tags: five }, unknown: { tags: { Team: true }, tags_all: true } }),
  change("aws_iam_role_policy", { after: {} }),
]);
const render = (format: AuditFormat, one: AuditReport = mixed): string => formatAudit(one, format, tool);

describe("text", () => {
  test("has a row for each problem, the rest by type, and the coverage", () => {
    const lines = render("text")
      .split("\n")
      .map((line) => line.replace(/ {2,}/g, " | "));
    expect(lines[0]).toBe("plans/a b.json: plan by Terraform 1.11.4, 4 resources");
    expect(lines.slice(3, 7)).toEqual([
      'missing | aws_sqs_queue.q["<&|`@x`\\u001b[2J \ud800]]>"] | tags: Team, CostCenter',
      "wrong | aws_sqs_queue.q[\"<&|`@x`\\u001b[2J \ud800]]>\"] | tags: Environment is 'dev', expected 'prod'",
      "unknown | aws_kms_key.this | tags: value of Team known only after apply (counts as covered)",
      "optional | aws_sqs_queue.this | tags: Project",
    ]);
    expect(lines).toContain("untaggable | aws_iam_role_policy.this | aws_iam_role_policy takes no tags");
    expect(lines.at(-2)).toBe("coverage 66.6 % (2 of 3 taggable resources), 1 untaggable");
  });

  test("folds resources that stand alike", () => {
    const text = render(
      "text",
      report([0, 1, 2].map((index) => change("aws_sqs_queue", { ...tagged(), address: `aws_sqs_queue.q[${index}]` }))),
    );
    expect(text).toContain("ok        3 x aws_sqs_queue");
  });
});

describe("SARIF", () => {
  const validate = new Ajv({ strict: false, unicodeRegExp: false });
  (addFormatsModule as unknown as (ajv: Ajv) => void)(validate);
  const {
    $schema: _schema,
    id: _id,
    ...schema
  } = JSON.parse(readFileSync(path.join(import.meta.dirname, "fixtures/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<string, unknown>;
  const isSarif = validate.compile(schema);

  test("is what the standard's schema says", () => {
    expect(isSarif(JSON.parse(render("sarif"))), JSON.stringify(isSarif.errors)).toBe(true);
    expect(isSarif(JSON.parse(render("sarif", report([]))))).toBe(true);
    expect(isSarif({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
  });

  test("so is that of diagnostics", () => {
    const one = { file: "a b.yaml", line: 1, column: 2, severity: "error", code: "unknown-key", message: "x", hint: "y" } as const;
    expect(isSarif(JSON.parse(formatSarif([one], tool))), JSON.stringify(isSarif.errors)).toBe(true);
  });

  test("has a rule for each kind of problem and a result for each tag", () => {
    const [run] = (JSON.parse(render("sarif")) as { runs: { tool: { driver: { rules: { id: string }[] } }; results: Result[] }[] }).runs;
    const ids = run!.tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual(["tag-missing", "tag-wrong", "tag-unknown"]);
    for (const { ruleId, ruleIndex } of run!.results) expect(ids[ruleIndex]).toBe(ruleId);
    const required = run!.results.filter(({ level }) => level !== "note");
    expect(required.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      "tag-missing error",
      "tag-missing error",
      "tag-wrong error",
      "tag-unknown warning",
    ]);
    expect(required[0]).toMatchObject({
      message: { text: `${nasty} missing tags: Team` },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "plans/a%20b.json", uriBaseId: "ROOT" }, region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: nasty, kind: "resource" }],
        },
      ],
    });
  });

  interface Result {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
  }
});

describe("JUnit", () => {
  const xml = render("junit");

  test("has a test for each resource: failed, skipped or passed", () => {
    expect(xml).toContain('<testsuite name="plans/a b.json" tests="4" failures="1" errors="0" skipped="1">');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(xml).toContain('<testcase classname="aws_sqs_queue" name="aws_sqs_queue.this"/>');
    expect(xml).toContain('<testcase classname="aws_kms_key" name="aws_kms_key.this"/>');
    expect(xml).toContain('<skipped message="aws_iam_role_policy takes no tags"/>');
    expect(xml).toContain('<failure type="missing" message="missing tags: Team, CostCenter">');
  });

  test("escapes what XML cannot hold", () => {
    expect(xml).toContain('name="aws_sqs_queue.q[&quot;&lt;&amp;|`@x`�[2J&#10;�]]&gt;&quot;]"');
    expect(xml.replaceAll(/<(?:[^<>"]|"[^<>"]*")*>/g, "").trim()).not.toMatch(/[<>]/);
  });

  test("counts a file that cannot be read as an error", () => {
    const failed = { ...mixed, failed: [{ file: "b.json", message: "it is <broken>" }] };
    expect(render("junit", failed)).toContain('tests="5" failures="1" errors="1" skipped="1"');
    expect(render("junit", failed)).toContain('<error message="it is &lt;broken&gt;"/>');
  });
});

describe("Markdown", () => {
  test("says the verdict first, then what to mend; what is in order is folded away", () => {
    const lines = render("markdown").split("\n");
    expect(lines[0]).toBe("### ❌ Tag audit failed: 66.6 % (2 of 3 taggable resources), 1 untaggable");
    expect(lines[6]).toBe('| missing | ``aws_sqs_queue.q["<&\\|`@x` [2J \ud800]]>"]`` | tags: Team, CostCenter |');
    expect(lines.indexOf("</details>")).toBeGreaterThan(lines.findIndex((line) => line.startsWith("<details>")));
    expect(render("markdown", report([change("aws_sqs_queue", tagged())]))).toContain("### ✅ Tag audit passed: 100 %");
  });

  test("lets no text of a plan become markup", () => {
    const wrong = report([change("aws_sqs_queue", tagged({ ...five, Environment: "<b>**@team**|`x`" }))]);
    expect(render("markdown", wrong)).toContain("tags: Environment is '&lt;b&gt;\\*\\*&#64;team\\*\\*\\|\\`x\\`', expected 'prod'");
  });

  test("fits into a comment, and says what it leaves out", () => {
    const many = Array.from({ length: 5000 }, (_unused, index) =>
      change("aws_sqs_queue", { ...tagged({}), address: `aws_sqs_queue.q[${index}]` }),
    );
    const text = render("markdown", report(many));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("and 4900 more: see `--format text`");
  });
});

test("JSON holds the whole report", () => {
  expect(JSON.parse(render("json"))).toEqual(JSON.parse(JSON.stringify(mixed)));
});
