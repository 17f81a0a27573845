import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findUndocumentedCodes } from "./diagnostic-docs.ts";
import { findUndocumented } from "./docstrings.ts";
import { findForbiddenGlobals } from "./forbidden-globals.ts";
import { findCycles, staticClosure } from "./import-cycles.ts";
import { findImportOffences } from "./import-law.ts";
import { findPackageOffences } from "./package-content.ts";
import { findHeavyDefinitions, findIncompletePlugins } from "./plugin-folders.ts";
import { findLongFiles, findLongFunctions } from "./sizes.ts";
import { findDeadImports, readTree, show } from "./source-tree.ts";

// Each check must fail on an offence planted in a small tree, and stay silent on what resembles one.
let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-planted-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function plant(files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return readTree(root);
}

describe("import law", () => {
  const law = (files: Readonly<Record<string, string>>) => show(findImportOffences(plant(files)));
  test.each([
    ["a stage imports another", "src/run/a.ts", 'import { x } from "../load/b.ts";', "src/run may import spec, kit"],
    ["a stage imports another for a type", "src/run/a.ts", 'import type { X } from "../tags/b.ts";', "src/run may import spec, kit"],
    [
      "a stage re-exports a plugin",
      "src/observe/a.ts",
      'export * from "../plugins/sources/csv/index.ts";',
      "src/observe may import spec, kit",
    ],
    ["a stage imports lazily", "src/load/a.ts", 'export const f = () => import("../contracts/b.ts");', "src/load may import spec, kit"],
    ["a type query names another stage", "src/load/a.ts", 'export type T = import("../run/b.ts").T;', "src/load may import spec, kit"],
    ["kit imports a stage", "src/kit/a.ts", 'import "../tags/b.ts";', "src/kit may import spec"],
    ["spec imports kit", "src/spec/a.ts", 'import "../kit/b.ts";', "src/spec may import nothing of ours"],
    ["spec imports a package", "src/spec/a.ts", 'import "yaml";', "src/spec may import zod and nothing else"],
    ["the table library imports a stage", "src/iceberg/a.ts", 'import "../run/b.ts";', "src/iceberg may import spec, kit"],
    ["a plugin imports a sibling", "src/plugins/sources/csv/a.ts", 'import "../json/b.ts";', "a plugin may not import another"],
    [
      "a plugin imports another kind",
      "src/plugins/sources/csv/a.ts",
      'import "../../targets/csv/b.ts";',
      "a plugin may not import another",
    ],
    [
      "a plugin imports a stage",
      "src/plugins/targets/iceberg/a.ts",
      'import "../../../run/b.ts";',
      "src/plugins may import spec, kit, iceberg",
    ],
    ["source imports the test folder", "src/run/a.ts", 'import "../../test/setup/b.ts";', "which is outside of src"],
    ["source imports a test", "src/run/a.ts", 'import "./b.test.ts";', "which is there for tests"],
    ["a folder nobody knows", "src/utils/a.ts", 'import "../kit/b.ts";', "which the import law does not know"],
  ])("%s", (_, file, text, problem) => {
    const offences = law({ [file]: `\n${text}\n` });
    expect(offences).toHaveLength(1);
    expect(offences[0]).toContain(`${file}:2`);
    expect(offences[0]).toContain(problem);
  });
  test("what the table allows passes", () => {
    const lines = (...specifiers: string[]) => specifiers.map((specifier) => `import "${specifier}";`).join("\n");
    const files = {
      "src/spec/a.ts": lines("zod", "./b.ts"),
      "src/run/a.ts": lines("../kit/b.ts", "../spec/b.ts", "./c.ts", "yaml"),
      "src/run/a.test.ts": lines("../load/b.ts", "../plugins/sources/csv/index.ts"),
      "src/plugins/sources/csv/a.ts": lines("./b.ts", "../../../kit/b.ts", "../../../iceberg/b.ts"),
      "src/plugins/index.gen.ts": lines("./sources/csv/index.ts", "../kit/source.ts"),
      "src/cli/run.ts": lines("../run/a.ts", "../plugins/index.gen.ts"),
      "src/index.ts": lines("./run/a.ts", "./load/a.ts"),
    };
    expect(law(files)).toEqual([]);
  });
});

test("imports of files that are not there", () => {
  const files = plant({ "src/run/a.ts": 'import "./gone.ts";\nimport "./b";\nimport "./b.ts";\n', "src/run/b.ts": "export {};\n" });
  expect(show(findDeadImports(root, files))).toEqual([
    "src/run/a.ts:1 imports ./gone.ts, which does not exist",
    "src/run/a.ts:2 imports ./b, which does not exist",
  ]);
});

test("import cycles, through types and over several files, but not through a lazy import", () => {
  const files = plant({
    "src/run/a.ts": 'import "./b.ts";\n',
    "src/run/b.ts": 'import type { C } from "./c.ts";\n',
    "src/run/c.ts": 'export { a } from "./a.ts";\n',
    "src/run/d.ts": 'import "./e.ts";\n',
    "src/run/e.ts": 'export const later = () => import("./d.ts");\n',
  });
  expect(show(findCycles(files))).toEqual(["src/run/a.ts:1 import cycle: src/run/a.ts -> src/run/b.ts -> src/run/c.ts -> src/run/a.ts"]);
});

test("what a file brings in with itself: values at any depth, not types, not lazy imports", () => {
  const files = plant({
    "src/cli/a.ts": 'import "./b.ts";\nimport type { Z } from "zod";\n',
    "src/cli/b.ts": 'import "node:path";\nimport { Command } from "commander";\nexport const later = () => import("yaml");\n',
  });
  expect([...staticClosure(files, ["src/cli/a.ts"]).packages]).toEqual(["commander"]);
});

describe("the outside world", () => {
  test.each([
    ['import { readFile } from "node:fs/promises";', "imports node:fs/promises"],
    ['import fs from "fs";', "imports fs"],
    ['import { spawn } from "node:child_process";', "imports node:child_process"],
    ['const load = () => import("node:fs");', "imports node:fs"],
    ["const home = process.env.HOME;", "uses process.env"],
    ['const home = process["env"]["HOME"];', "uses process.env"],
    ["const { env } = process;", "uses process.env"],
    ["const at = Date.now();", "uses Date.now"],
    ["const at = new Date();", "uses new Date()"],
    ["const at = new Date;", "uses new Date()"],
    ["const at = Date();", "uses Date()"],
    ["const dice = Math.random;", "uses Math.random"],
    ['await fetch("https://example.com");', "uses fetch"],
    ['await globalThis.fetch("https://example.com");', "uses fetch"],
  ])("%s", (text, problem) => {
    expect(show(findForbiddenGlobals(plant({ "src/run/a.ts": `${text}\n` })))).toEqual([`src/run/a.ts:1 ${problem}: go through the World`]);
  });
  test("the world, plugins and tests may; look-alikes are no offence", () => {
    const guilty = 'import "node:fs";\nconst at = Date.now();\n';
    const files = {
      "src/kit/world.ts": guilty,
      "src/plugins/sources/csv/read.ts": guilty,
      "src/run/a.test.ts": guilty,
      "src/run/b.ts":
        '// Date.now()\nconst text = "process.env";\nconst at = new Date(0);\nconst it = world.fetch(world.env.HOME);\nimport type { Stats } from "node:fs";\n',
    };
    expect(show(findForbiddenGlobals(plant(files)))).toEqual([]);
  });
});

describe("docstrings", () => {
  const check = (text: string) => show(findUndocumented(plant({ "src/run/a.ts": text }))).map((line) => line.replace("src/run/a.ts:", ""));
  test.each([
    ["export function f() {}", "f"],
    ["// not a docstring\nexport const f = 1;", "f"],
    ["/** of something else */\nconst g = 1;\nexport const f = g;", "f"],
    ["/***/\nexport interface f {}", "f"],
    ["export type f = string;", "f"],
    ["export class f {}", "f"],
    ["const f = 1;\nexport { f };", "f"],
    ["const f = 1;\nexport default f;", "f"],
    ["export default {};", "default"],
    ["export default function () {}", "default"],
  ])("%s", (text, name) => {
    expect(check(text)).toEqual([`${text.split("\n").length} exports ${name} without a docstring`]);
  });
  test("documented ones pass, by whatever way they leave", () => {
    const documented =
      "/** Does it. */\nconst f = 1;\n/** A thing. */\ntype T = string;\nexport { f, type T };\nexport default f;\nexport { x } from './b.ts';\nexport * from './c.ts';\n";
    expect(check(documented)).toEqual([]);
    expect(check("import type { Row } from './b.ts';\nexport type { Row };\n")).toEqual([]);
    expect(check("/**\n * Shape.\n */\nexport interface Shape {}\n/** It. */\nexport default {};\n")).toEqual([]);
  });
});

test("files of more than 300 lines", () => {
  const files = plant({
    "src/run/short.ts": "a;\n".repeat(300),
    "src/run/long.ts": "a;\n".repeat(301),
    "src/run/x.gen.ts": "a;\n".repeat(600),
    "src/run/x.test.ts": "a;\n".repeat(500),
    "src/run/y.test.ts": "a;\n".repeat(501),
  });
  expect(show(findLongFiles(files))).toEqual([
    "src/run/long.ts:301 has 301 lines; 300 are the limit: split it",
    "src/run/y.test.ts:501 has 501 lines; 500 are the limit: split it",
  ]);
});

test("functions of more than 40 lines", () => {
  const files = plant({ "src/run/a.ts": `function f() {\n${"  a;\n".repeat(38)}}\nconst g = () => {\n${"  a;\n".repeat(39)}};\n` });
  expect(show(findLongFunctions(files, 40))).toEqual(["src/run/a.ts:41 a function of 41 lines; 40 are the limit"]);
});

test("plugin folders that lack a part", () => {
  plant({
    "src/plugins/sources/bare/read.ts": "",
    "src/plugins/sources/whole/index.ts": "",
    "src/plugins/sources/whole/README.md": "",
    "src/plugins/sources/whole/read.test.ts": "",
  });
  expect(show(findIncompletePlugins(root))).toEqual([
    "src/plugins/sources/bare:1 has no index.ts with its definition",
    "src/plugins/sources/bare:1 has no README.md",
    "src/plugins/sources/bare:1 has no test",
  ]);
});

test("definitions that bring in a heavy library, directly or through a file of theirs", () => {
  const files = plant({
    "src/plugins/engines/heavy/index.ts": 'import { z } from "zod";\nimport "./session.ts";\n',
    "src/plugins/engines/heavy/session.ts": 'import { DuckDBInstance } from "@duckdb/node-api";\n',
    "src/plugins/engines/light/index.ts": 'import { z } from "zod";\nexport const load = () => import("../heavy/session.ts");\n',
  });
  expect(show(findHeavyDefinitions(root, files))).toEqual([
    "src/plugins/engines/heavy/index.ts:1 imports @duckdb/node-api at once: import it behind load()",
  ]);
});

test("diagnostic codes and their page", () => {
  const page = "# Diagnostics\n\n## unknown-key\n\nText that names missing-key.\n\n### `long-gone`\n";
  expect(findUndocumentedCodes(["unknown-key", "missing-key"], page)).toEqual(["missing-key has no entry", "long-gone is no code"]);
});

test("a package without its program, or with tests in it", () => {
  const good = [
    "package.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "dist/bin/dativo.cjs",
    "dist/index.js",
    "dist/index.d.ts",
    "schemas/job.schema.json",
    "examples/csv/job.yaml",
  ];
  expect(findPackageOffences(good)).toEqual([]);
  expect(findPackageOffences(good.filter((file) => file !== "dist/bin/dativo.cjs" && !file.startsWith("examples/")))).toEqual([
    "dist/bin/dativo.cjs is missing from the package",
    "examples/ is missing from the package",
  ]);
  expect(findPackageOffences([...good, "dist/run/a.test.js", "src/run/a.ts", "dist/load/fixtures/x.json"])).toHaveLength(3);
});
