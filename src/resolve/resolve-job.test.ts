import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { SourcePlugin } from "../kit/source.ts";
import type { TargetPlugin } from "../kit/target.ts";
import { realWorld, type World } from "../kit/world.ts";
import { loadJob, sortDiagnostics } from "../load/load-job.ts";
import csvSource from "../plugins/sources/csv/index.ts";
import csvTarget from "../plugins/targets/csv/index.ts";
import iceberg from "../plugins/targets/iceberg/index.ts";
import type { Contract, Property, SchemaObject } from "../spec/contract.ts";
import { safeTableName } from "./table-identifier.ts";
import { resolveJob, type ResolveOptions } from "./resolve-job.ts";
import type { PluginTable } from "./plugin-table.ts";

/** A source with the keys of a database, for what the file sources do not have. */
const database: SourcePlugin = {
  name: "database",
  summary: "A database",
  capabilities: { incremental: ["cursor"], endings: [], cursorFilter: "source" },
  config: z.strictObject({
    tables: z.array(z.strictObject({ name: z.string(), object: z.string().optional() })).optional(),
    connection: z.strictObject({
      host: z.string(),
      port: z.int().default(5432),
      password: z.string().optional(),
      ssl: z.boolean().optional(),
    }),
    rate_limits: z.strictObject({ rps: z.number() }).optional(),
  }),
  load: () => Promise.reject(new Error("never loaded while resolving")),
};
const stateful: TargetPlugin = {
  ...csvTarget,
  name: "stateful",
  config: z.strictObject({ state_path: z.string().optional(), file_format: z.string(), warehouse: z.string().default("w") }),
};
const engine = { name: "duckdb", summary: "", load: () => Promise.reject(new Error("never loaded while resolving")) };
const plugins: PluginTable = {
  sources: { csv: csvSource, database },
  targets: { iceberg, csv: csvTarget, stateful },
  engines: { duckdb: engine },
  runtimes: {},
};

const property = (name: string, kind: "long" | "string" | "date" | "boolean", more: Partial<Property> = {}): Property => ({
  name,
  type: { kind },
  required: false,
  unique: false,
  primaryKey: 0,
  partitionKey: 0,
  options: {},
  quality: [],
  ...more,
});
const orders: SchemaObject = {
  name: "Orders 2024",
  properties: [
    property("id", "long", { primaryKey: 1 }),
    property("updated_at", "date"),
    property("email", "string"),
    property("phone", "string", { classification: "SECRET" }),
    property("ok", "boolean"),
  ],
  quality: [],
};
const keyless: SchemaObject = {
  name: "events",
  physicalName: "raw_events",
  properties: [property("at", "date", { partitionKey: 1 })],
  quality: [],
};
let contract: Contract;
let root = "";
let world: World = realWorld();
const folders: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "dativo-resolve-"));
  folders.push(root);
  world = { ...realWorld(), cwd: root, env: {} };
  contract = { file: "c.yaml", apiVersion: "v3.1.0", id: "c", name: "shop", version: "1.0.0", tags: [], objects: [orders], facts: {} };
  await world.files.replace(path.join(root, "c.yaml"), "");
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const head = "tenant_id: acme\nsource_connector: csv\ntarget_connector: iceberg\nasset_path: c.yaml\n";
const files = "source: {files: [{path: a.csv}]}\n";

async function resolve(text: string, more: Readonly<Record<string, string>> = {}, options: ResolveOptions = {}) {
  for (const [name, content] of Object.entries({ "jobs/orders.yaml": text, ...more }))
    await world.files.replace(path.join(root, name), content);
  const loaded = await loadJob("jobs/orders.yaml", world, { loadContract: async () => ({ contract, diagnostics: [] }) });
  return resolveJob(loaded, world, plugins, options);
}

async function job(text: string, more: Readonly<Record<string, string>> = {}) {
  const { job: resolved, diagnostics } = await resolve(text, more);
  expect(diagnostics).toEqual([]);
  return resolved!;
}

async function problems(text: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { job: resolved, diagnostics } = await resolve(text, more);
  if (diagnostics.some((one) => one.severity === "error")) expect(resolved).toBeUndefined();
  return sortDiagnostics(diagnostics).map((one) => `${one.file}:${one.line}:${one.column} ${one.code} ${one.message} (${one.hint})`);
}

describe("a job with the required keys", () => {
  it("is filled in", async () => {
    expect(await job(head + files)).toEqual({
      name: "orders",
      file: path.join(root, "jobs/orders.yaml"),
      root,
      state_dir: path.join(root, ".dativo"),
      tenant_id: "acme",
      environment: "prod",
      source: { connector: "csv", config: { files: [{ path: "a.csv", allow_empty: false }], options: {} }, extra_columns: "error" },
      target: {
        connector: "iceberg",
        config: { warehouse: "warehouse", connection: { catalog: { type: "sqlite", name: "dativo" } }, properties: {} },
        table: { namespace: "acme", name: "orders_2024" },
        mode: "overwrite",
        overwrite: "table",
        file_format: "iceberg",
        partitioning: [],
        sort_by: [],
        parquet_target_size_mb: 150,
      },
      contract,
      object: "Orders 2024",
      schema_validation_mode: "strict",
      engine: { name: "duckdb" },
      logging: { level: "INFO", redaction: true },
      retry_config: { max_retries: 3, initial_delay_seconds: 5, max_delay_seconds: 300, backoff_multiplier: 2 },
      finops: {},
      governance_overrides: {},
      classification_overrides: {},
      secrets: [],
    });
  });

  it("takes defaults of project and environment", async () => {
    world = { ...world, env: { STATE_DIR: "/var/state" } };
    expect((await job(head + files)).state_dir).toBe("/var/state");
    const project = {
      "dativo.yaml":
        "state_dir: st\nwarehouse: lake\nenvironment: dev\nlogging: {level: CRITICAL}\nengine: {threads: 2, memory_limit_mb: 300}\n",
    };
    const resolved = await job(`${head}source: {files: [{path: a.csv}], engine: {options: {threads: 3}}}\n`, project);
    expect(resolved).toMatchObject({
      state_dir: path.join(root, "st"),
      environment: "dev",
      engine: { threads: 3, memory_limit_mb: 300 },
      logging: { level: "ERROR" },
      target: { config: { warehouse: "lake" } },
    });
    expect((await job(`${head}${files}target: {warehouse: own}\n`, project)).target.config).toMatchObject({ warehouse: "own" });
  });

  it("reads older spellings of retry keys", async () => {
    expect((await job(`${head}${files}retry_config: {max_attempts: 5, retry_delay_seconds: 0}\n`)).retry_config).toMatchObject({
      max_retries: 5,
      initial_delay_seconds: 0,
    });
    expect((await problems(`${head}${files}retry_config: {max_attempts: 5, max_retries: 4}\n`))[0]).toContain(
      "orders.yaml:6:16 conflicting-keys",
    );
  });
});

describe("recipes", () => {
  const recipe = (text: string) => ({ "connectors/db.yaml": text });
  const dbJob = head.replace("source_connector: csv", "source_connector: db");

  it("are weaker than the job, mapping by mapping, and their *_default keys count", async () => {
    const resolved = await job(
      `${dbJob}source: {connection: {port: 6000}, incremental: {strategy: updated_at, lookback_days: 0}}\n`,
      recipe(
        "type: database\nconnection_template: {host: h, port: 1}\nincremental: {strategy: created, cursor_field_default: id, lookback_days_default: 3}\nrate_limits: {rps_default: 4}\n",
      ),
    );
    expect(resolved.source.config).toEqual({ connection: { host: "h", port: 6000 }, rate_limits: { rps: 4 } });
    expect(resolved.incremental).toEqual({ strategy: "cursor", cursorField: "id", lookback: 0 });
  });

  it("give a target its format and partitioning", async () => {
    const lake = {
      "connectors/lake.yaml":
        "type: iceberg\nroles: [target]\nfile_format: parquet\npartitioning_default: [ingest_date, day(updated_at)]\nconnection_template: {catalog: {name: prod}}\n",
    };
    const text = head.replace("target_connector: iceberg", "target_connector: lake") + files;
    const { target } = await job(text, lake);
    expect(target).toMatchObject({ connector: "iceberg", file_format: "iceberg", config: { connection: { catalog: { name: "prod" } } } });
    expect(target.partitioning).toEqual([
      { column: "ingest_date", transform: { kind: "identity" } },
      { column: "updated_at", transform: { kind: "day" } },
    ]);
    expect((await job(`${text}target: {partitioning: [id]}\n`, lake)).target.partitioning).toEqual([
      { column: "id", transform: { kind: "identity" } },
    ]);
    contract = { ...contract, objects: [keyless] };
    expect((await job(text, { "connectors/lake.yaml": "type: iceberg\npartitioning_default: [nope]\n" })).target.partitioning).toEqual([
      { column: "at", transform: { kind: "identity" } },
    ]);
  });

  it("read options from the older place, job before recipe", async () => {
    const text = `${dbJob}source: {files: [{path: a}], engine: {options: {native: {delimiter: ';'}}}}\n`;
    const { source } = await job(
      text,
      recipe("type: csv\ndefault_engine: {type: native, options: {delimiter: '|', native: {encoding: latin-1}}}\n"),
    );
    expect(source.config).toMatchObject({ options: { delimiter: ";", encoding: "latin-1" } });
  });

  it("have their own mistakes reported where they stand", async () => {
    expect(
      await problems(`${dbJob}source: {connection: {ssl: true}}\n`, recipe("type: database\nconnection_template:\n  host: 5\n  prt: 1\n")),
    ).toEqual([
      "connectors/db.yaml:3:9 wrong-type source.connection.host must be text, not a number (put it in quotes)",
      "connectors/db.yaml:4:3 unknown-key unknown key 'prt' in source.connection (did you mean 'port'?)",
    ]);
  });

  it("must have the role, and should have the name", async () => {
    expect((await problems(dbJob + files, recipe("type: csv\nroles: [target]\n")))[0]).toContain(
      "orders.yaml:2:19 connector-role recipe 'db' is no source: its roles are target",
    );
    const text = `${head.replace("source_connector: csv", "source_connector: shop\nsource_connector_path: connectors/db.yaml")}${files}`;
    const { job: resolved, diagnostics } = await resolve(text, recipe("type: csv\n"));
    expect(resolved).toBeDefined();
    expect(diagnostics).toMatchObject([{ severity: "warning", code: "connector-mismatch", line: 2 }]);
  });

  it("replace variables, read numbers from them, and keep secrets apart", async () => {
    world = { ...world, env: { PORT: "77", PW: "s3cret" } };
    const resolved = await job(dbJob, recipe("type: database\nconnection_template: {host: h, port: '${PORT}', password: '${PW}'}\n"));
    expect(resolved.source.config).toEqual({ connection: { host: "h", port: 77, password: "s3cret" } });
    expect(resolved.secrets).toEqual(["s3cret"]);
  });
});

describe("connectors", () => {
  it("that do not exist are reported with those that do", async () => {
    expect(await problems(head.replace("csv", "csw").replace("iceberg", "snowflake"), { "connectors/crm.yaml": "type: csv\n" })).toEqual([
      "jobs/orders.yaml:2:19 unknown-connector there is no source connector 'csw' (did you mean 'csv'? there are: crm, csv, database)",
      "jobs/orders.yaml:3:19 unknown-connector there is no target connector 'snowflake' (there are: crm, csv, iceberg, stateful)",
    ]);
  });

  it("that stand on the wrong side say so", async () => {
    expect((await problems(head.replace("source_connector: csv", "source_connector: iceberg")))[0]).toContain(
      "connector-role connector 'iceberg' can only be a target (sources: csv, database)",
    );
  });

  it("refuse documented keys that are not theirs, and say whose they are", async () => {
    const text = `${head}source:\n  files: [{path: a.csv}]\n  tables: [{name: t}]\n  dsn: x\n  custom_reader: r.py:R\ntarget: {branch: main, catalog: nessie, custom_writer: w, markdown_kv_storage: {mode: string}}\n`;
    const found = await problems(text);
    expect(found.map((one) => one.split(" ").slice(0, 3).join(" "))).toEqual([
      "jobs/orders.yaml:7:3 unsupported-key source.tables",
      "jobs/orders.yaml:8:3 unsupported-key source.dsn",
      "jobs/orders.yaml:9:3 unsupported-key source.custom_reader:",
      "jobs/orders.yaml:10:10 unsupported-key target.branch",
      "jobs/orders.yaml:10:24 unsupported-key target.catalog",
      "jobs/orders.yaml:10:41 unsupported-key target.custom_writer:",
      "jobs/orders.yaml:10:59 unsupported-key target.markdown_kv_storage",
    ]);
    expect(found[0]).toContain("source.tables is for databases; connector 'csv' is none of these (connector 'csv' takes files");
  });

  it("have unknown keys reported at the key", async () => {
    expect(await problems(`${head}source:\n  files:\n    - pth: a.csv\n  delimeter: ";"\n`)).toEqual([
      "jobs/orders.yaml:7:7 unknown-key unknown key 'pth' in source.files[0] (did you mean 'path'?)",
      "jobs/orders.yaml:8:3 unknown-key unknown key 'delimeter' in source (did you mean 'delimiter'?)",
    ]);
  });

  it("need an engine that exists", async () => {
    expect((await problems(`${head}source: {files: [{path: a}], engine: {type: airbyte}}\n`))[0]).toContain(
      "5:45 unsupported-value there is no engine 'airbyte' (there are: native, duckdb)",
    );
    expect((await job(`${head}source: {files: [{path: a}], engine: {type: duckdb}}\n`)).engine.name).toBe("duckdb");
  });

  it("refuse options of an engine without effect, and say what to do instead", async () => {
    expect(await problems(`${head}${files}target: {engine: {options: {native: {batch_size_rows: 5}, max_file_size_mb: 9}}}\n`)).toEqual([
      "jobs/orders.yaml:6:38 unsupported-key target.engine.options.batch_size_rows: rows are streamed, there are no batches to size (remove the key)",
      "jobs/orders.yaml:6:59 unsupported-key target.engine.options.max_file_size_mb: write target.parquet_target_size_mb (remove the key)",
    ]);
  });
});

describe("incremental", () => {
  const withTimes = (incremental: string) => `${head}source: {files: [{path: a.csv}], incremental: ${incremental}}\n`;

  it.each(["{}", "", "{strategy: full_refresh}"])("is off for %j", async (text) => {
    const resolved = await job(withTimes(text));
    expect(resolved.incremental).toBeUndefined();
    expect(resolved.target.mode).toBe("overwrite");
  });

  it.each([
    ["{strategy: file_modified_time, lookback_days: 2}", { strategy: "file_modified_time", lookback: 2 }],
    ["{strategy: updated_at}", { strategy: "cursor", cursorField: "updated_at", lookback: 0 }],
    ["{strategy: created, cursor_field: id}", { strategy: "cursor", cursorField: "id", lookback: 0 }],
    ["{cursor_field: id, lookback_days: 1.5}", { strategy: "cursor", cursorField: "id", lookback: 1.5 }],
  ])("%s is understood", async (text, expected) => {
    expect((await job(withTimes(text))).incremental).toEqual(expected);
  });

  it.each([
    ["{strategy: spreadsheet_modified_time}", "unsupported-value connector 'csv' cannot tell new from old by spreadsheet_modified_time"],
    ["{strategy: sometimes}", "invalid-value source.incremental.strategy must be one of"],
    ["{strategy: created}", "missing-cursor-field strategy created needs a cursor_field"],
    [
      "{strategy: incremental, cursor_field: updated}",
      "unknown-column cursor_field 'updated' is no column of 'Orders 2024' (did you mean 'updated_at'?)",
    ],
    ["{strategy: incremental, cursor_field: ok}", "invalid-value cursor_field 'ok' is of type boolean"],
    ["{strategy: file_modified_time, cursor_field: id}", "unsupported-key source.incremental.cursor_field is for cursor strategies"],
    ["{lookback_days: 1}", "missing-key source.incremental does not say its strategy"],
    ["{strategy: updated_at, lookback: 1}", "unknown-key unknown key 'lookback' in source.incremental (did you mean 'lookback_days'?)"],
    [
      "{strategy: updated_at, state_path: s.json}",
      "unsupported-key source.incremental.state_path is for targets that keep a state file of their own",
    ],
    ["yes", "wrong-type source.incremental must be a mapping, not text"],
  ])("%s is refused", async (text, expected) => {
    const found = await problems(withTimes(text));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it("hands the state's path to a target that keeps a state file", async () => {
    const text = withTimes("{strategy: updated_at, state_path: s.json}").replace("iceberg", "stateful");
    expect((await job(text)).target.config).toEqual({ warehouse: "w", state_path: "s.json", file_format: "csv" });
  });
});

describe("target", () => {
  it("has the mode that makes a second run harmless", async () => {
    const incremental = `${head}source: {files: [{path: a}], incremental: {strategy: file_modified_time}}\n`;
    expect((await job(incremental)).target.mode).toBe("merge");
    expect((await job(incremental.replace("iceberg", "csv"))).target.mode).toBe("append");
    contract = { ...contract, objects: [keyless] };
    expect((await job(incremental)).target.mode).toBe("append");
    expect((await job(`${incremental}target: {mode: overwrite}\n`)).target.mode).toBe("overwrite");
    contract = { ...contract, facts: { target: { mode: "overwrite" } } };
    expect((await job(incremental)).target.mode).toBe("overwrite");
  });

  it.each([
    ["iceberg", "{mode: merge}", true, "6:16 missing-primary-key"],
    ["csv", "{mode: merge}", false, "6:16 unsupported-value target connector 'csv' cannot merge (its modes are append, overwrite)"],
    ["iceberg", "{file_format: delta}", false, "6:23 unsupported-value target connector 'iceberg' does not write delta"],
    ["iceberg", "{mode: append, overwrite: table}", false, "6:24 unsupported-key target.overwrite is for mode overwrite"],
    ["iceberg", "{overwrite: partitions}", false, "6:21 unsupported-value target.overwrite: partitions needs a partitioned table"],
    [
      "iceberg",
      "{partitioning: [id, 'bucket(x)', days]}",
      false,
      "6:29 invalid-value 'bucket(x)' is no partition field|6:42 unknown-column 'days' is no column",
    ],
    ["iceberg", "{sort_by: [id, emial]}", false, "6:24 unknown-column 'emial' is no column of 'Orders 2024' (did you mean 'email'?)"],
    ["iceberg", "{table: ../x}", false, "6:17 unsafe-name"],
    ["iceberg", "{table: a.b.c}", false, "6:17 unsafe-name"],
    ["iceberg", "{parquet_target_size_mb: 0}", false, "6:34 invalid-value target.parquet_target_size_mb must be at least 1"],
  ])("%s with %s is refused", async (connector, text, withoutKey, expected) => {
    if (withoutKey) contract = { ...contract, objects: [keyless] };
    const found = await problems(`${head.replace("iceberg", connector)}${files}target: ${text}\n`);
    const wanted = expected.split("|");
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((one, index) => expect(found[index]).toContain(one));
  });

  it("is named by the job, or after tenant and object", async () => {
    expect((await job(`${head}${files}target: {table: t}\n`)).target.table).toEqual({ namespace: "acme", name: "t" });
    expect((await job(`${head}${files}target: {table: sales.t}\n`)).target.table).toEqual({ namespace: "sales", name: "t" });
    contract = { ...contract, objects: [keyless] };
    expect((await job(head + files)).target.table).toEqual({ namespace: "acme", name: "raw_events" });
  });

  it.each([
    ["Sales.Orders", "sales_orders"],
    ["../../etc", "etc"],
    ["..", "table"],
    ["Über Größe", "ber_gr_e"],
  ])("object %j becomes %j", (name, expected) => {
    expect(safeTableName(name)).toBe(expected);
  });
});

describe("contract object", () => {
  it("is the one that the job names", async () => {
    contract = { ...contract, objects: [orders, keyless] };
    expect((await problems(head + files))[0]).toContain("4:13 unknown-object the contract has several objects");
    expect((await job(`${head}source: {files: [{path: a, object: events}]}\n`)).object).toBe("events");
    expect(
      (await job(`${head}source: {files: [{path: a, object: x}, {path: b, object: raw_events}], objects: [raw_events]}\n`)).object,
    ).toBe("events");
    expect((await job(`${head}${files}target: {table: events}\n`)).object).toBe("events");
  });
});

describe("policy", () => {
  it("holds where neither contract nor job says", async () => {
    const policy = {
      "configs/policy.yaml":
        "pii_fields: [email, phone]\nclassification_rules: [{columns: [ok, elsewhere], classification: INTERNAL}]\nretention_days: 30\ncontract_enforcement: warn\n",
    };
    const resolved = await job(`${head}${files}classification_overrides: {default: PUBLIC, ok: OPEN}\n`, policy);
    expect(resolved).toMatchObject({
      schema_validation_mode: "warn",
      governance_overrides: { retention_days: 30 },
      source: { extra_columns: "ignore" },
    });
    expect(resolved.classification_overrides).toEqual({ email: "PII", default: "PUBLIC", ok: "OPEN" });
    contract = { ...contract, facts: { compliance: { retention_days: 90 } } };
    expect(await job(`${head}${files}schema_validation_mode: strict\n`, policy)).toMatchObject({
      schema_validation_mode: "strict",
      governance_overrides: {},
    });
  });

  it("reports overrides of columns that are not there", async () => {
    expect((await problems(`${head}${files}classification_overrides: {emial: PII}\n`))[0]).toContain(
      "6:28 unknown-column 'emial' is no column",
    );
  });
});

describe("Terraform placeholders", () => {
  const text = `${head}${files}target: {warehouse: "{{terraform_outputs.bucket}}/x"}\n`;

  it("are valid in a job, and an error when it runs", async () => {
    expect(await resolve(text, {}, { allowUnresolved: true })).toMatchObject({
      diagnostics: [],
      job: { target: { config: { warehouse: "{{terraform_outputs.bucket}}/x" } } },
    });
    const running = await resolve(text);
    expect(running.job).toBeUndefined();
    expect(running.diagnostics).toMatchObject([
      { code: "unresolved-placeholder", line: 6, column: 22, message: "Terraform output 'bucket' is not known" },
    ]);
  });

  it("hide no other mistake, and no wrong type is seen in them", async () => {
    const open = `${head.replace("source_connector: csv", "source_connector: database")}source: {connection: {host: h, port: "{{terraform_outputs.port}}"}}\n`;
    const waiting = await resolve(open, {}, { allowUnresolved: true });
    expect(waiting).toMatchObject({ diagnostics: [], facts: { source: { connector: "database" } } });
    expect(waiting.job).toBeUndefined();
    expect((await resolve(open.replace("host: h", "host: 1"), {}, { allowUnresolved: true })).diagnostics).toMatchObject([
      { code: "wrong-type" },
    ]);
  });
});
