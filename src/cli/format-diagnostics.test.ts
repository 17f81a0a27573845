import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { formatDiagnostics, formatSarif } from "./format-diagnostics.ts";

const tool = { version: "1.2.3", cwd: "/work space/p" };
const problem: Diagnostic = {
  file: "jobs/a b.yaml",
  line: 3,
  column: 5,
  endLine: 3,
  endColumn: 9,
  severity: "error",
  code: "unknown-key",
  message: "unknown key 'x'",
  hint: "did you mean 'y'?",
};
const plain: Diagnostic = {
  file: "/etc/j.yaml",
  line: 1,
  column: 1,
  severity: "warning",
  code: "connector-mismatch",
  message: "100% odd, really: yes\nno",
};

describe("formatDiagnostics", () => {
  it("writes one line per problem and its hint below", () => {
    expect(formatDiagnostics([problem], "text")).toBe("jobs/a b.yaml:3:5 error unknown-key unknown key 'x'\n    did you mean 'y'?\n");
  });

  it("lets no text from a file steer the terminal or break a line", () => {
    const text = formatDiagnostics([{ ...problem, message: "bad \u001b[2Jkey\n\u202egnp" }], "text");
    expect(text.split("\n")[0]).toBe("jobs/a b.yaml:3:5 error unknown-key bad \\u001b[2Jkey \\u202egnp");
  });

  it("writes JSON that reads back as it was", () => {
    expect(JSON.parse(formatDiagnostics([problem, plain], "json"))).toEqual([problem, plain]);
    expect(JSON.parse(formatDiagnostics([], "json"))).toEqual([]);
  });

  it("escapes what workflow commands of GitHub read", () => {
    expect(formatDiagnostics([problem, plain], "github").split("\n")).toEqual([
      "::error file=jobs/a b.yaml,line=3,col=5,endLine=3,endColumn=9,title=unknown-key::unknown key 'x'%0Adid you mean 'y'?",
      "::warning file=/etc/j.yaml,line=1,col=1,title=connector-mismatch::100%25 odd, really: yes%0Ano",
      "",
    ]);
    expect(formatDiagnostics([{ ...problem, file: "a,b:c.yaml" }], "github")).toContain("file=a%2Cb%3Ac.yaml,");
  });

  it("writes SARIF 2.1.0 with rules, regions and encoded locations", () => {
    const log = JSON.parse(formatSarif([problem, plain], tool));
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(["connector-mismatch", "unknown-key"]);
    expect(run.originalUriBaseIds.ROOT.uri).toBe("file:///work%20space/p/");
    expect(run.results[0]).toEqual({
      ruleId: "unknown-key",
      ruleIndex: 1,
      level: "error",
      message: { text: "unknown key 'x' (did you mean 'y'?)" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "jobs/a%20b.yaml", uriBaseId: "ROOT" },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
          },
        },
      ],
    });
    expect(run.results[1].locations[0].physicalLocation.artifactLocation).toEqual({ uri: "file:///etc/j.yaml" });
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });
});
