import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { diagnosticCodes } from "../../src/kit/diagnostic-codes.ts";
import { kinds } from "../../scripts/generate/plugin-index.ts";
import { plugins } from "../../src/plugins/index.gen.ts";
import { findUndocumentedCodes } from "./diagnostic-docs.ts";
import { findUndocumented } from "./docstrings.ts";
import { findForbiddenGlobals } from "./forbidden-globals.ts";
import { findCycles, staticClosure } from "./import-cycles.ts";
import { findImportOffences } from "./import-law.ts";
import { findPackageOffences } from "./package-content.ts";
import { findHeavyDefinitions, findIncompletePlugins } from "./plugin-folders.ts";
import { findLongFiles, findLongFunctions } from "./sizes.ts";
import { findDeadImports, readTree, show } from "./source-tree.ts";

const root = path.resolve(import.meta.dirname, "../..");
const source = readTree(root);
const everything = readTree(root, ["{src,scripts,test,bench}/**/*.ts"]);

describe("the law of the house", () => {
  test("the tree is read at all", () => {
    expect(source.map(({ file }) => file)).toEqual(
      expect.arrayContaining(["src/cli/main.ts", "src/kit/world.ts", "src/spec/data-type.ts"]),
    );
  });
  test("imports keep to the table", () => expect(show(findImportOffences(source))).toEqual([]));
  test("imports name files that exist", () => expect(show(findDeadImports(root, everything))).toEqual([]));
  test("there is no import cycle", () => expect(show(findCycles(source))).toEqual([]));
  test("the outside world is reached through the World", () => expect(show(findForbiddenGlobals(source))).toEqual([]));
  test("every export is documented", () => expect(show(findUndocumented(source))).toEqual([]));
  test("no file is longer than 300 lines", () => expect(show(findLongFiles(everything))).toEqual([]));
  test("no function is longer than 60 lines; those above 40 are named for the next reader", () => {
    for (const line of show(findLongFunctions(source, 40))) console.log(`note: ${line}`);
    expect(show(findLongFunctions(source, 60))).toEqual([]);
  });
});

describe("plugins", () => {
  test("every folder has a definition, a test and a README", () => expect(show(findIncompletePlugins(root))).toEqual([]));
  test("definitions are light", () => expect(show(findHeavyDefinitions(root, source))).toEqual([]));
  test("the folder's name is the plugin's name", () => {
    const names = kinds.flatMap((kind) => Object.entries(plugins[kind]).map(([folder, { name }]) => [`${kind}/${folder}`, name]));
    expect(names).toEqual(names.map(([folder = ""]) => [folder, folder.split("/")[1]]));
  });
});

describe("what is shipped", () => {
  test("`dativo --help` loads the argument parser and nothing else", () => {
    const { packages, files } = staticClosure(source, ["src/cli/main.ts", "src/cli/program.ts"]);
    expect([...packages]).toEqual(["commander"]);
    expect([...files].filter((file) => file.startsWith("src/plugins/"))).toEqual([]);
  });
  test("generated files are fresh", () => {
    const done = spawnSync(process.execPath, ["scripts/generate.ts", "--check"], { cwd: root, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
  });
  test("every diagnostic code is explained", () => {
    expect(findUndocumentedCodes(Object.keys(diagnosticCodes), readFileSync(path.join(root, "docs/diagnostics.md"), "utf8"))).toEqual([]);
  });
  test("the package holds what users need and no tests", ({ skip }) => {
    if (!existsSync(path.join(root, "dist"))) skip("dist is not built: run `npm test` or `npm run build`");
    const done = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" });
    const packed = JSON.parse(done.stdout) as unknown;
    const [first] = Array.isArray(packed) ? packed : Object.values(packed as object);
    expect(findPackageOffences((first as { files: { path: string }[] }).files.map((file) => file.path))).toEqual([]);
  });
});
