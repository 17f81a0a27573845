import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findStale, writeGenerated } from "./generated-files.ts";
import { pluginNames, renderPluginIndex } from "./plugin-index.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-generate-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function addPlugin(kind: string, name: string, file = "index.ts"): void {
  mkdirSync(path.join(root, "src/plugins", kind, name), { recursive: true });
  writeFileSync(path.join(root, "src/plugins", kind, name, file), "export default {};\n");
}

test("every folder with an index.ts is listed under its own name, sorted", () => {
  addPlugin("sources", "markdown_kv");
  addPlugin("sources", "csv");
  addPlugin("targets", "csv");
  addPlugin("sources", "half-made", "read.ts");
  expect(pluginNames(root, "sources")).toEqual(["csv", "markdown_kv"]);
  const text = renderPluginIndex(root);
  expect(text).toContain('import csvSource from "./sources/csv/index.ts";');
  expect(text).toContain("  sources: { csv: csvSource, markdown_kv: markdownKvSource },");
  expect(text).toContain("  targets: { csv: csvTarget },");
  expect(text).toContain("  engines: {},");
});

test("a name that is no identifier is quoted", () => {
  addPlugin("stores", "s3-compatible");
  expect(renderPluginIndex(root)).toContain('  stores: { "s3-compatible": s3CompatibleStore },');
});

test("missing, changed and left-over files are stale, and writing mends them", () => {
  mkdirSync(path.join(root, "schemas"));
  writeFileSync(path.join(root, "schemas/job.schema.json"), "old");
  writeFileSync(path.join(root, "schemas/gone.schema.json"), "{}");
  const files = new Map([
    ["schemas/job.schema.json", "{}\n"],
    ["docs/reference/cli.md", "# Commands\n"],
  ]);
  const owned = ["schemas/*.schema.json"];
  const stale = [
    { file: "docs/reference/cli.md", problem: "missing" },
    { file: "schemas/gone.schema.json", problem: "left over" },
    { file: "schemas/job.schema.json", problem: "differs" },
  ];
  expect(findStale(root, files, owned)).toEqual(stale);
  expect(writeGenerated(root, files, owned)).toEqual(stale);
  expect(findStale(root, files, owned)).toEqual([]);
});
