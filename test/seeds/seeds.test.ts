import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dativo, type Ended } from "../whole/rig.ts";

const project = path.join(import.meta.dirname, "project");
const expected = path.join(import.meta.dirname, "expected");
const names = readdirSync(path.join(project, "jobs/acme")).map((file) => file.replace(/\.yaml$/, ""));
/** `DATIVO_UPDATE_EXPECTED=1 vitest run test/seeds` writes what is expected anew; read the difference before committing it. */
const update = process.env["DATIVO_UPDATE_EXPECTED"] === "1";

/** What the examples' variables stand for: exported from Terraform's outputs, as the documents have it. */
const variables = {
  EMR_CLUSTER_ID: "j-2AXXXXXXGAPLF",
  POSTGRES_HOST: "db.internal",
  CLOUD_PLATFORM: "emr",
  CLUSTER_ID: "j-2AXXXXXXGAPLF",
  INSTANCE_TYPE: "r5.2xlarge",
  DATA_BUCKET: "s3://acme-data-lake",
};
/** Errors that say of a part of the examples that this version does not have it yet. */
const notBuilt =
  /^(unknown-connector there is no (source|target) connector '(stripe|postgres|s3)'|unsupported-key target\.connection\.(s3|gcs): tables land on disk in this version.*|invalid-value this source reads local files; nothing here reads s3:\/\/ locations)$/;

/** The repositories that the examples name, as folders of this machine: git itself fetches them, from another place. */
const repositories = {
  "https://github.com/acme/infra.git": [{ from: "project/modules/data-ingestion", to: "modules/data-ingestion", tag: "v3.2.1" }],
  "https://github.com/platform/k8s-infra.git": [{ from: "repositories/data-pipelines", to: "data-pipelines", tag: "v1.5.0" }],
  "https://github.com/org/infra.git": [{ from: "repositories/emr", to: "modules/emr", tag: "v2.1.0" }],
};

function makeRepositories(): Readonly<Record<string, string>> {
  const settings = Object.entries(repositories).flatMap(([url, modules]) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-repository-"));
    made.push(folder);
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
    git("init", "--quiet");
    for (const { from, to, tag } of modules) {
      cpSync(path.join(import.meta.dirname, from), path.join(folder, to), { recursive: true });
      git("add", ".");
      git("commit", "--quiet", "-m", tag);
      git("tag", tag);
    }
    return [{ key: `url.file://${folder}.insteadOf`, value: url }];
  });
  const numbered = settings.flatMap(({ key, value }, index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return Object.fromEntries([["GIT_CONFIG_COUNT", String(settings.length)], ...numbered]);
}

beforeAll(() => void Object.assign(process.env, variables, makeRepositories()));
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function copyOfProject(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-seeds-"));
  made.push(folder);
  cpSync(project, folder, { recursive: true });
  return folder;
}

const run = (folder: string, ...args: string[]): Promise<Ended> => dativo(folder, ...args);

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

async function problemsOf(folder: string, job: string): Promise<readonly Problem[]> {
  const { stdout } = await run(folder, "validate", job, "--format", "json");
  return JSON.parse(stdout) as Problem[];
}

/** Everything that Dativo makes of one example file. */
async function everythingOf(name: string): Promise<object> {
  const folder = copyOfProject();
  const job = `jobs/acme/${name}.yaml`;
  const diagnostics = (await problemsOf(folder, job)).map(
    ({ file, line, severity, code, message }) => `${file}:${line} ${severity} ${code} ${message}`,
  );
  const shown = JSON.parse((await run(folder, "infra", "show", job, "--json")).stdout) as object;
  const { tags, changes } = JSON.parse((await run(folder, "tags", "render", job, "--target", "terraform", "--json")).stdout) as {
    tags: object;
    changes: object;
  };
  const generated = await run(folder, "infra", "generate", job);
  const migrated = await run(folder, "migrate", job);
  const text = readFileSync(path.join(folder, job), "utf8");
  return {
    diagnostics,
    ...shown,
    tags,
    changes,
    tfvars: generated.exitCode === 0 ? tfvarsOf(folder) : generated.stderr.trimEnd().split("\n"),
    migrated: {
      exit: migrated.exitCode,
      lacks: migrated.stderr.split("\n").filter((line) => line.includes("lacks")),
      text: text.split("\n"),
    },
  };
}

/** What Terraform is told. The same facts stand in job_metadata and are shown under tags already. */
function tfvarsOf(folder: string): object {
  const [file = ""] = globSync(".dativo/terraform/**/dativo.auto.tfvars.json", { cwd: folder });
  const { job_metadata, tags, ...values } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Record<string, unknown>;
  return { ...values, ...(job_metadata ? { job_metadata: "see tags" } : {}), ...(tags ? { tags: "see tags" } : {}) };
}

describe("each example job of the documents", () => {
  test.each(names)("%s: diagnostics, canonical block, tags, the rewritten file", async (name) => {
    const golden = path.join(expected, `${name}.json`);
    const everything = `${JSON.stringify(await everythingOf(name), undefined, 2)}\n`;
    if (update) writeFileSync(golden, everything);
    expect(everything).toBe(update ? everything : readFileSync(golden, "utf8"));
  });

  test.each(names)("%s: nothing is wrong with it but what is not built yet", async (name) => {
    const errors = (await problemsOf(project, `jobs/acme/${name}.yaml`)).filter((one) => one.severity === "error");
    for (const { code, message } of errors) expect(`${code} ${message}`).toMatch(notBuilt);
  });

  test.each(names)(
    "%s: rewritten, it has the same canonical block and the same tags, and rewriting it again changes nothing",
    async (name) => {
      const folder = copyOfProject();
      const job = `jobs/acme/${name}.yaml`;
      const shown = async () =>
        (JSON.parse((await run(folder, "infra", "show", job, "--json")).stdout) as { infrastructure: { tags: object } }).infrastructure;
      const tags = async () => (await run(folder, "tags", "render", job, "--target", "terraform")).stdout;
      const before = { ...(await shown()), tags: undefined };
      const tagsBefore = await tags();
      const { exitCode } = await run(folder, "migrate", job);
      if (exitCode === 1) return expect((await problemsOf(folder, job)).map((one) => one.code)).toContain("missing-required-tags");
      expect({ ...(await shown()), tags: undefined }).toEqual(before);
      expect(await tags()).toBe(tagsBefore);
      expect((await run(folder, "migrate", "--check", job)).exitCode).toBe(0);
    },
  );
});
