import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import type { NodePath } from "../kit/document.ts";
import { valueAt } from "../kit/value-path.ts";
import { parseYaml } from "./yaml.ts";

const problems = (text: string) => parseYaml(text, "f.yaml").diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

describe("parseYaml", () => {
  it("reads the YAML 1.2 core schema", () => {
    const { document, diagnostics } = parseYaml("a: 010\nb: yes\nc: 2024-01-01\nd: ~\ne: true\nf: 1_000\n", "f.yaml");
    expect(diagnostics).toEqual([]);
    expect(document.value).toEqual({ a: 10, b: "yes", c: "2024-01-01", d: null, e: true, f: "1_000" });
  });

  it.each([
    ["", "1:1 file-empty"],
    ["# only a comment\n", "1:1 file-empty"],
    ["---\n", "1:1 file-empty"],
    ["a: 1\na: 2\nb: {c: 1, c: 2}\n", "2:1 yaml-duplicate-key,3:11 yaml-duplicate-key"],
    ["a:\n\t- b\n", "2:1 yaml-syntax"],
    ["a: 1\n---\nb: 2\n", "2:1 yaml-multiple-documents"],
    ["---\na: 1\n---\nb: 2\n", "3:1 yaml-multiple-documents"],
    ["- a\n", "1:1 yaml-root"],
    ["just text\n", "1:1 yaml-root"],
    ["x: 1\n__proto__: {y: 1}\n", "2:1 yaml-unsafe-key"],
    ["a: &x {b: 1}\nc:\n  <<: *x\n", "3:3 yaml-merge-key"],
    ["a: *nobody\n", "1:5 yaml-syntax"],
    ["a: !!binary aGk=\n", "1:4 yaml-syntax"],
    ["a: \u0000\n", "1:1 file-encoding"],
    ["ok: 1\nb: \ufffd\n", "2:4 file-encoding"],
    ["a: &x [*x]\n", "1:8 yaml-aliases"],
    ["a: {{terraform_outputs.x}}\n", "1:5 yaml-syntax"],
  ])("reports %j as %s", (text, expected) => {
    expect(problems(text).join(",")).toBe(expected);
  });

  it("says what to do about a tab and an unquoted placeholder", () => {
    expect(parseYaml("a:\n\tb: 1\n", "f").diagnostics[0]!.hint).toBe("indent with blanks");
    expect(parseYaml("a: {{terraform_outputs.x}}\n", "f").diagnostics[0]!.hint).toContain("needs quotes");
  });

  it("refuses an alias bomb quickly and takes honest aliases", () => {
    const bomb = [
      "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]",
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`),
    ].join("\n");
    expect(problems(bomb)[0]).toMatch(/yaml-aliases$/);
    const honest = parseYaml("a: &x [1, 2]\nb: *x\nc: [*x, *x]\n", "f");
    expect(honest.diagnostics).toEqual([]);
    expect(honest.document.value).toEqual({
      a: [1, 2],
      b: [1, 2],
      c: [
        [1, 2],
        [1, 2],
      ],
    });
  });

  it("refuses a file that is too large without reading it", () => {
    expect(problems(`a: ${"x".repeat(4 * 1024 * 1024)}\n`)).toEqual(["1:1 file-too-large"]);
  });

  it("takes a byte order mark and the three line breaks", () => {
    const { document, diagnostics } = parseYaml("\ufeffa: 1\r\nb: 2\rc: 3\n", "f");
    expect(diagnostics).toEqual([]);
    expect(document.rangeOf(["c"])).toEqual({ line: 3, column: 4, endLine: 3, endColumn: 5 });
  });
});

describe("positions", () => {
  const text = [
    "tenant: acme",
    "source:",
    "  files:",
    "    - path: 'data/a.csv'",
    "      none:",
    "  text: |",
    "    ${VAR}",
    "'odd key': \"😀 ${X}\"",
    "",
  ].join("\n");
  const { document } = parseYaml(text, "f");
  const at = (path: NodePath, part?: "key" | "value") => Object.values(document.rangeOf(path, part)).join(":");

  it("gives keys and values, quotes included", () => {
    expect(at(["tenant"])).toBe("1:9:1:13");
    expect(at(["tenant"], "key")).toBe("1:1:1:7");
    expect(at(["source", "files", 0, "path"])).toBe("4:13:4:25");
    expect(at(["odd key"], "key")).toBe("8:1:8:10");
  });

  it("points at the key of collections and of absent values", () => {
    expect(at(["source"])).toBe("2:1:2:7");
    expect(at(["source", "files", 0, "none"])).toBe("5:7:5:11");
  });

  it("points at the mapping that lacks a key", () => {
    expect(at(["source", "files", 0, "gone"])).toBe("4:7:4:7");
    expect(at(["source", "gone", "deeper"])).toBe("2:1:2:7");
    expect(at(["gone"])).toBe("1:1:1:1");
  });

  it("finds a piece of a text, counting columns in UTF-16 units", () => {
    expect(document.rangeWithin(["odd key"], "${X}")).toEqual({ line: 8, column: 16, endLine: 8, endColumn: 20 });
    expect(document.rangeWithin(["source", "text"], "${VAR}").line).toBe(7);
    expect(document.rangeWithin(["tenant"], "nowhere")).toEqual(document.rangeOf(["tenant"]));
  });
});

const key = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_ .-]{0,8}$/).filter((name) => name !== "__proto__");
const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[ -~]{0,20}$/));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(key, tie("node"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).node;
const rootTree = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

describe("properties", () => {
  it("gives the value that an independent parser gives, and points at the same places", () => {
    fc.assert(
      fc.property(rootTree, fc.integer({ min: -1, max: 6 }), (value, flow) => {
        const text = flow < 0 ? JSON.stringify(value, null, 1) : dump(value, { indent: 2 });
        const ours = parseYaml(text, "f");
        const theirs = parseDocument(text, { version: "1.2", schema: "core", merge: false });
        if (ours.document.value === undefined || theirs.errors.length > 0) return;
        expect(ours.document.value).toEqual(theirs.toJS());
        for (const path of paths(ours.document.value)) {
          const node = theirs.getIn(path, true) as { range?: [number, number, number]; items?: unknown };
          if (!node?.range || node.items || valueAt(ours.document.value, path) === null) continue;
          const { line, column } = ours.document.rangeOf(path);
          const block = /[|>]/.test(text[node.range[0]] ?? "");
          if (!block) expect(offsetOf(text, line, column)).toBe(node.range[0]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function paths(value: unknown, path: NodePath = []): NodePath[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, member]) => paths(member, [...path, Array.isArray(value) ? Number(name) : name]));
}

function offsetOf(text: string, line: number, column: number): number {
  return (
    text
      .split("\n")
      .slice(0, line - 1)
      .reduce((sum, one) => sum + one.length + 1, 0) +
    column -
    1
  );
}
