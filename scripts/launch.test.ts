import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

// A project of its own with one locked package, the real launcher, and an `npm` that writes down what it is asked for.
let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-launch-"));
  mkdirSync(path.join(root, "bin"));
  mkdirSync(path.join(root, "scripts"));
  mkdirSync(path.join(root, "node_modules/node/bin"), { recursive: true });
  cpSync(path.join(import.meta.dirname, "launch.mjs"), path.join(root, "scripts/launch.mjs"));
  symlinkSync(process.execPath, path.join(root, "node_modules/node/bin/node"));
  writeFileSync(path.join(root, "bin/npm"), `#!/bin/sh\necho "$@" >> "${root}/asked"\nexit "$NPM_EXIT"\n`);
  chmodSync(path.join(root, "bin/npm"), 0o755);
  writeFileSync(
    path.join(root, "scripts/hello.ts"),
    "const said: string = process.argv.slice(2).join(' ');\nconsole.log(said, process.env.PATH);\nprocess.exit(7);\n",
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function lock(file: string, packages: Readonly<Record<string, { version: string; optional?: boolean }>>): void {
  writeFileSync(path.join(root, file), JSON.stringify({ packages: { "": { version: "1.0.0" }, ...packages } }));
}

function launch(args: readonly string[], npmExit = "0") {
  const env = { PATH: `${path.join(root, "bin")}:/usr/bin:/bin`, NPM_EXIT: npmExit };
  const done = spawnSync(process.execPath, [path.join(root, "scripts/launch.mjs"), ...args], { env, encoding: "utf8" });
  const asked = path.join(root, "asked");
  return { ...done, asked: existsSync(asked) ? readFileSync(asked, "utf8") : "" };
}

test("what is installed as locked is not installed again; arguments, PATH and exit code go through", () => {
  lock("package-lock.json", {
    "node_modules/a": { version: "1.0.0" },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  });
  lock("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  const { status, stdout, asked } = launch(["scripts/hello.ts", "a", "b"]);
  expect(stdout).toMatch(`a b ${path.join(root, "node_modules/.bin")}:`);
  expect(status).toBe(7);
  expect(asked).toBe("");
});

test.each([
  ["nothing is installed", undefined],
  ["another version is installed", { "node_modules/a": { version: "0.9.0" } }],
])("%s: the locked packages are installed first", (_, installed) => {
  lock("package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  if (installed) lock("node_modules/.package-lock.json", installed);
  const { status, asked } = launch(["scripts/hello.ts"]);
  expect(asked).toMatch(/^ci /);
  expect(status).toBe(7);
});

test("a failed installation stops with what to look at", () => {
  lock("package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  const { status, stderr, stdout } = launch(["scripts/hello.ts"], "1");
  expect(status).toBe(1);
  expect(stderr).toMatch("npm ci --no-audit --no-fund --loglevel=error` failed");
  expect(stderr).toMatch("hint: check the network");
  expect(stdout).toBe("");
});

test("a Node that did not come with its package is asked for again, then missed aloud", () => {
  lock("package-lock.json", {});
  lock("node_modules/.package-lock.json", {});
  rmSync(path.join(root, "node_modules/node/bin/node"));
  const { status, stderr, asked } = launch(["scripts/hello.ts"]);
  expect(asked).toBe("rebuild node\n");
  expect(stderr).toMatch("the Node that this project pins did not install");
  expect(status).toBe(1);
});
