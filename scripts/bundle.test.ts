import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleProgram } from "./bundle.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-bundle-"));
  mkdirSync(path.join(root, "src/cli"), { recursive: true });
  symlinkSync(path.join(import.meta.dirname, "../node_modules"), path.join(root, "node_modules"));
  writeFileSync(path.join(root, "package.json"), '{ "type": "module", "version": "9.9.9" }\n');
});
afterEach(() => rmSync(root, { recursive: true }));

test("parts load lazily, find the package from where they lie, and carry the licences of what is inside", async () => {
  const files = {
    "main.ts": 'void import("./later.ts").then(({ tell }) => tell());\n',
    "later.ts":
      'import { readFileSync } from "node:fs";\nimport { parse } from "yaml";\n' +
      'export const tell = (): void => console.log(parse("a: 1").a, readFileSync(new URL("../../package.json", import.meta.url), "utf8"));\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, "src/cli", name), text);
  const folder = path.join(root, "dist/bin");
  expect(await bundleProgram(path.join(root, "src/cli/main.ts"), folder)).toBeUndefined();
  rmSync(path.join(root, "node_modules"));
  const done = spawnSync(process.execPath, [path.join(folder, "dativo.cjs")], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  expect(done.stdout).toContain('1 { "type": "module", "version": "9.9.9" }');
  expect(readdirSync(folder)).toContain("dativo.cjs");
  expect(readdirSync(folder).some((file) => file.startsWith("later-"))).toBe(true);
  expect(readFileSync(path.join(folder, "THIRD-PARTY-LICENSES"), "utf8")).toMatch(/^yaml 2\./);
});

test("what cannot be bundled is said", async () => {
  writeFileSync(path.join(root, "src/cli/main.ts"), 'import "./gone.ts";\n');
  expect(await bundleProgram(path.join(root, "src/cli/main.ts"), path.join(root, "dist/bin"))).toMatch(/could not be bundled[^]*gone\.ts/);
});
