import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { realWorld, type World } from "../kit/world.ts";
import type { Contract } from "../spec/contract.ts";
import { createLoadCache } from "./load-cache.ts";
import { loadJob, sortDiagnostics, type LoadContract } from "./load-job.ts";

const folders: string[] = [];
let root = "";
let world: World = realWorld();
let contracts: string[] = [];

const loadContract: LoadContract = async (file) => {
  contracts.push(path.relative(root, file));
  const contract: Contract = { file, apiVersion: "v3.1.0", id: "c", name: "orders", version: "1.0.0", tags: [], objects: [], facts: {} };
  return { contract, diagnostics: [] };
};

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await world.files.replace(path.join(root, name), text);
}

async function load(file: string, env: Record<string, string> = {}) {
  return loadJob(file, { ...world, env }, { loadContract });
}

async function problems(text: string, env: Record<string, string> = {}): Promise<string[]> {
  await write({ "jobs/acme/j.yaml": text });
  const { diagnostics } = await load("jobs/acme/j.yaml", env);
  return sortDiagnostics(diagnostics).map(({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`);
}

const job = "tenant_id: acme\nsource_connector: csv\ntarget_connector: iceberg\nasset: orders\n";

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "dativo-load-"));
  folders.push(root);
  world = { ...realWorld(), cwd: root };
  contracts = [];
  await write({ "assets/shop/v1.0/orders.yaml": "", "jobs/acme/.keep": "" });
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe("finding files", () => {
  it("takes the nearest folder upward with jobs/ or dativo.yaml as the root", async () => {
    await write({ "jobs/acme/j.yaml": job, "sub/dativo.yaml": "", "sub/deep/er/j.yaml": job, "sub/assets/x/v1.0/orders.odcs.yaml": "" });
    expect((await load("jobs/acme/j.yaml")).root).toBe(root);
    const nested = await load("sub/deep/er/j.yaml");
    expect(nested.root).toBe(path.join(root, "sub"));
    expect(nested.diagnostics).toEqual([]);
    expect(contracts).toEqual(["assets/shop/v1.0/orders.yaml", "sub/assets/x/v1.0/orders.odcs.yaml"]);
  });

  it("takes the job's own folder where nothing marks a root", async () => {
    const alone = await mkdtemp(path.join(os.tmpdir(), "dativo-alone-"));
    folders.push(alone);
    await world.files.replace(path.join(alone, "j.yaml"), job.replace("asset: orders", "asset_path: c.yaml"));
    await world.files.replace(path.join(alone, "c.yaml"), "");
    expect(await load(path.join(alone, "j.yaml"))).toMatchObject({ root: alone, diagnostics: [] });
  });

  it("prefers the job's own source and the highest version by number", async () => {
    await write({ "assets/csv/v1.9/orders.yaml": "", "assets/csv/v1.10/orders.yaml": "", "jobs/acme/j.yaml": job });
    await load("jobs/acme/j.yaml");
    expect(contracts).toEqual(["assets/csv/v1.10/orders.yaml"]);
  });

  it("says when a name stands for several contracts, or none", async () => {
    await write({ "assets/erp/v1.0/orders.yaml": "" });
    expect(await problems(job)).toEqual(["jobs/acme/j.yaml:4:8 ambiguous-asset several contracts are called 'orders'"]);
    expect((await problems(job.replace("orders", "oders")))[0]).toMatch(/4:8 file-not-found no contract 'oders'/);
    await problems(job.replace("orders", "erp/v1.0/orders"));
    expect(contracts).toEqual(["assets/erp/v1.0/orders.yaml"]);
  });

  it("resolves /app paths at the root where there is no /app, and reports paths that lead nowhere", async () => {
    const text = job
      .replace("asset: orders", "asset_path: /app/assets/shop/v1.0/orders.yaml")
      .replace("target_connector: iceberg", "target_connector_path: connectors/none.yaml");
    expect(await problems(text)).toEqual(["jobs/acme/j.yaml:3:24 file-not-found there is no recipe connectors/none.yaml"]);
    expect(contracts).toEqual(["assets/shop/v1.0/orders.yaml"]);
  });

  it("reports a job that is not there", async () => {
    expect((await load("jobs/none.yaml")).diagnostics).toMatchObject([{ file: "jobs/none.yaml", code: "file-not-found" }]);
  });

  it("throws for a folder, because the world refuses", async () => {
    await expect(load("jobs/acme")).rejects.toMatchObject({ name: "DativoError", kind: "refused" });
  });
});

describe("checking", () => {
  it("reports all problems of all files at once, sorted", async () => {
    await write({
      "connectors/csv.yaml": "type: csv\nrolls: [source]\n",
      "configs/policy.yaml": "budgets: {}\n",
      "dativo.yaml": "enviroment: dev\n",
    });
    expect(await problems(`${job}sorce: {}\nschema_validation_mode: strct\nlogging: {level: INFO, redaction: maybe}\n`)).toEqual([
      "configs/policy.yaml:1:1 unsupported-key budgets: costs are not measured in this version, so a budget could not be kept",
      "connectors/csv.yaml:2:1 unknown-key unknown key 'rolls'",
      "dativo.yaml:1:1 unknown-key unknown key 'enviroment'",
      "jobs/acme/j.yaml:5:1 unknown-key unknown key 'sorce'",
      "jobs/acme/j.yaml:6:25 invalid-value schema_validation_mode must be one of strict, warn, not 'strct'",
      "jobs/acme/j.yaml:7:35 wrong-type logging.redaction must be true or false, not text",
    ]);
  });

  it("points at the start for keys that are missing, and finds them beside other mistakes", async () => {
    expect(await problems("environment: dev\nlogging: {level: LOUD}\n")).toEqual([
      "jobs/acme/j.yaml:1:1 missing-key missing key 'asset' (or 'asset_path')",
      "jobs/acme/j.yaml:1:1 missing-key missing key 'source_connector' (or 'source_connector_path')",
      "jobs/acme/j.yaml:1:1 missing-key missing key 'target_connector' (or 'target_connector_path')",
      "jobs/acme/j.yaml:1:1 missing-key missing key 'tenant_id'",
      "jobs/acme/j.yaml:2:18 invalid-value logging.level must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'",
    ]);
  });

  it("tells a key in Cyrillic from one in Latin, and says which was meant", async () => {
    await write({ "jobs/acme/j.yaml": `${job}sсhedule: x\n` });
    const [problem] = (await load("jobs/acme/j.yaml")).diagnostics;
    expect(problem).toMatchObject({ code: "unknown-key", line: 5, column: 1 });
    expect(problem!.message).toContain("look Latin");
    await write({ "jobs/acme/j.yaml": `tеnant_id: acme\n${job}` });
    expect((await load("jobs/acme/j.yaml")).diagnostics[0]!.hint).toBe("did you mean 'tenant_id'?");
  });

  it.each(["../etc", "a/b", "a\\b", ".", "a.b", "a b", "-x", "ü"])("refuses tenant %j", async (tenant) => {
    expect((await problems(job.replace("acme", JSON.stringify(tenant))))[0]).toMatch(/:1:12 unsafe-name /);
  });

  it("takes null for an absent key, and says so of a required one", async () => {
    expect(await problems(`${job}source:\ntarget:\nlogging: ~\n`)).toEqual([]);
    expect(await problems(job.replace("acme", ""))).toEqual(["jobs/acme/j.yaml:1:1 missing-key tenant_id has no value"]);
  });

  it.each(["infra: {}", "tags: {}"])("does not know %s", async (line) => {
    expect((await problems(`${job}${line}\n`))[0]).toContain(`unknown-key unknown key '${line.split(":")[0]}'`);
  });

  it.each([
    ["source: {connection: {password: hunter2}}", "5:33"],
    ["source: {connection: {password: '${P:-hunter2}'}}", "5:33"],
    ["source: {credentials: {api_key: abc}}", "5:33"],
    ["target: {warehouse: 's3://bob:hunter2@x/y'}", "5:21"],
    ["finops: {project: AKIAABCDEFGHIJKLMNOP}", "5:19"],
  ])("refuses the credential in %s", async (line, place) => {
    const [first, ...more] = await problems(`${job}${line}\n`);
    expect(first).toContain(`${place} literal-credential`);
    expect(first).not.toMatch(/hunter2|AKIA/);
    expect(more).toEqual([]);
  });

  it.each([
    "source: {connection: {password: '${P}'}}",
    "source: {credentials: {type: none}}",
    "classification_overrides: {password: SECRET}",
    "source: {connection: {password: ''}}",
    "target: {warehouse: 's3://${U}:${P}@x/y'}",
  ])("takes %s for no literal credential", async (line) => {
    expect(await problems(`${job}${line}\n`, { P: "p", U: "u" })).toEqual([]);
  });
});

describe("variables", () => {
  it("gives TENANT_ID and ENVIRONMENT the job's own values unless the environment sets them", async () => {
    await write({ "jobs/acme/j.yaml": `${job}environment: stage\nfinops: {project: "\${TENANT_ID}-\${ENVIRONMENT}"}\n` });
    expect((await load("jobs/acme/j.yaml")).job.value!.finops!.project).toBe("acme-stage");
    expect((await load("jobs/acme/j.yaml", { ENVIRONMENT: "x" })).job.value!.finops!.project).toBe("acme-x");
    await write({ "dativo.yaml": "environment: dev\n", "jobs/acme/j.yaml": `${job}finops: {project: "\${ENVIRONMENT}"}\n` });
    expect((await load("jobs/acme/j.yaml")).job.value!.finops!.project).toBe("dev");
  });

  it("gives a recipe the values of the job that uses it", async () => {
    await write({
      "connectors/csv.yaml": 'type: csv\nconnection_template: {path: "in/${TENANT_ID}"}\n',
      "jobs/a.yaml": job,
      "jobs/b.yaml": job.replace("acme", "zeta"),
    });
    const cache = createLoadCache();
    const both = await Promise.all(
      ["jobs/a.yaml", "jobs/b.yaml"].map((file) => loadJob(file, { ...world, env: {} }, { loadContract, cache })),
    );
    expect(both.map((one) => one.sourceRecipe!.value!.connection_template)).toEqual([{ path: "in/acme" }, { path: "in/zeta" }]);
    expect(contracts).toHaveLength(1);
  });

  it("reads text from a variable as the number or truth value that is asked for", async () => {
    const text = `${job}retry_config: {max_retries: "\${N}"}\nlogging: {redaction: "\${R}"}\n`;
    await write({ "jobs/acme/j.yaml": text });
    expect((await load("jobs/acme/j.yaml", { N: "7", R: "false" })).job.value).toMatchObject({
      retry_config: { max_retries: 7 },
      logging: { redaction: false },
    });
    expect(await problems(text, { N: "many", R: "yes" })).toEqual([
      "jobs/acme/j.yaml:5:29 wrong-type retry_config.max_retries must be a number, not text",
      "jobs/acme/j.yaml:6:22 wrong-type logging.redaction must be true or false, not text",
    ]);
    expect(await problems(text, { N: "11", R: "true" })).toEqual([
      "jobs/acme/j.yaml:5:29 invalid-value retry_config.max_retries must be at most 10",
    ]);
  });

  it("does not read quoted numbers as numbers", async () => {
    expect((await problems(`${job}retry_config: {max_retries: "7"}\n`))[0]).toContain("must be a number, not text");
  });

  it("does not complain of values that wait for an output", async () => {
    await write({ "jobs/acme/j.yaml": `${job}retry_config: {max_retries: "{{terraform_outputs.n}}"}\n` });
    const loaded = await load("jobs/acme/j.yaml");
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.job).toMatchObject({ incomplete: true, placeholders: [{ output: "n", range: { line: 5, column: 30 } }] });
  });
});

describe("policy", () => {
  it("folds the older place of its keys in", async () => {
    await write({
      "jobs/acme/j.yaml": job,
      "configs/policy.yaml": "policy: {retention_days: 30, pii_fields: [email, full name]}\nretention_days: 60\n",
    });
    expect((await load("jobs/acme/j.yaml")).policy!.value).toEqual({ retention_days: 60, pii_fields: ["email", "full name"] });
  });
});
