import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import csv from "../plugins/sources/csv/index.ts";
import iceberg from "../plugins/targets/iceberg/index.ts";
import { connectorSchema } from "../spec/connector.ts";
import { jobSchema } from "../spec/job.ts";
import { policySchema } from "../spec/policy.ts";
import { projectSchema } from "../spec/project.ts";
import { jsonSchemas, type FileKind } from "./json-schemas.ts";
import type { LoadedFile } from "../kit/loaded-job.ts";
import type { Job } from "../spec/job.ts";
import { loadInfrastructure } from "./infrastructure/load-infrastructure.ts";
import { checkFile } from "./load-file.ts";
import { parseYaml } from "./yaml.ts";

const schemas = jsonSchemas({ sources: { csv }, targets: { iceberg } });
const zods: Readonly<Record<FileKind, ZodType>> = {
  job: jobSchema,
  connector: connectorSchema,
  policy: policySchema,
  project: projectSchema,
};
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
const validators = Object.fromEntries(Object.entries(schemas).map(([kind, schema]) => [kind, ajv.compile(schema)]));
const variables = { N: "3", B: "true", T: "text", MODE: "append", TENANT: "acme" };

/** What the loader says of a file, a job's infrastructure block included, and what the schema says. */
const verdicts = async (kind: FileKind, text: string) => {
  const parsed = parseYaml(text, "f.yaml");
  const file = checkFile("/f.yaml", parsed, zods[kind], variables);
  const ofBlock = kind === "job" ? (await loadInfrastructure(file as LoadedFile<Job>)).diagnostics : [];
  const loader = [...file.diagnostics, ...ofBlock].filter((one) => one.code !== "literal-credential" && one.severity === "error");
  return { loader: loader.map((one) => `${one.code} ${one.message}`), schema: validators[kind]!(parsed.document.value) };
};

const head = "tenant_id: acme\nsource_connector: other\ntarget_connector: other\nasset: a\n";
const good: readonly [FileKind, string][] = [
  ["job", `${head}infrastructure: { provider: aws, region: r, runtime: { type: aws_fargate, cpu: "\${N}" }, tags: { a: 1 } }\n`],
  ["job", `${head}infrastructure: { provider: terraform, runtime: { platform: emr, compute: { instance_count: "\${N}" } } }\n`],
  ["job", `${head}infrastructure: { compute_type: fargate, memory_mb: 2048, runtime: { python: "3.11" } }\n`],
  ["job", head],
  ["job", `$schema: ../schemas/job.schema.json\n${head}`],
  ["job", head.replace("source_connector: other", "source_connector_path: r.yaml").replace("asset: a", "asset_path: b.yaml")],
  [
    "job",
    `${head}source: {anything: {goes: [1]}, extra_columns: ignore, incremental: {strategy: updated_at, lookback_days: 1.5}}\ntarget: {mode: merge, partitioning: [day(at)], own: 1}\n`,
  ],
  ["job", `${head}source: {incremental: {}}\n`],
  ["job", `${head}source: {incremental: ~}\nlogging: ~\nfinops: {project: ~}\n`],
  [
    "job",
    `${head}retry_config: {max_retries: "\${N}", backoff_multiplier: 2.5}\nlogging: {redaction: "\${B}", level: DEBUG}\ntarget: {mode: "\${MODE}"}\n`,
  ],
  ["job", head.replace("acme", '"${TENANT}"')],
  ["job", `${head}retry_config: {max_retries: "{{terraform_outputs.n}}"}\n`],
  [
    "job",
    `${head}classification_overrides: {default: PII}\ngovernance_overrides: {retention_days: 0, owner: x}\nfinops: {business_tags: [a]}\n`,
  ],
  [
    "connector",
    "type: csv\nroles: []\nincremental: {cursor_field_default: a, lookback_days_default: 1}\ncatalog: nessie\ndefault_engine: {type: native, options: {native: {x: 1}, threads: 2}}\n",
  ],
  [
    "policy",
    "default_tags: {team: a, n: 1, b: true}\npolicy: {pii_fields: [a]}\nclassification_rules: [{field: a, classification: PII}]\ntag_policy: {required: [team], allowed_values: {team: [a, 1]}}\n",
  ],
  ["project", "state_dir: x\nengine: {threads: 2, memory_limit_mb: 512}\n"],
];
const bad: readonly [FileKind, string][] = [
  ["job", "tenant_id: acme\n"],
  ["job", head.replace("tenant_id: acme\n", "")],
  ["job", head.replace("acme", "../x")],
  ["job", head.replace("acme", "5")],
  ["job", head.replace("acme", "")],
  ["job", `${head}infrastructure: { provider: nowhere }\n`],
  ["job", `${head}infrastructure: [aws]\n`],
  ["job", `${head}infrastructure: { regoin: x }\n`],
  ["job", `${head}infrastructure: { runtime: { compute: { instance_count: 0 } } }\n`],
  ["job", `${head}schedule: daily\n`],
  ["job", `${head}catalog: {type: nessie}\n`],
  ["job", `${head}source: []\n`],
  ["job", `${head}source: {incremental: {strategy: never}}\n`],
  ["job", `${head}source: {incremental: {lookback_days: -1}}\n`],
  ["job", `${head}source: {custom_reader: x}\n`],
  ["job", `${head}target: {partitioning: day}\n`],
  ["job", `${head}target: {parquet_target_size_mb: 1.5}\n`],
  ["job", `${head}target: {sort_by: [~]}\n`],
  ["job", `${head}retry_config: {max_retries: "3"}\n`],
  ["job", `${head}retry_config: {max_retries: 11}\n`],
  ["job", `${head}retry_config: {retryable_exit_codes: [1]}\n`],
  ["job", `${head}logging: {level: info}\n`],
  ["job", `${head}logging: {redaction: yes}\n`],
  ["job", `${head}classification_overrides: {a: 1}\n`],
  ["connector", "name: x\n"],
  ["connector", "type: csv\nroles: [sink]\n"],
  ["connector", "type: csv\nengines_supported: [a]\n"],
  ["policy", "budgets: {monthly: 5}\n"],
  ["policy", "classification_rules: [{field: a}]\n"],
  ["project", "stat_dir: x\n"],
  ["project", "engine: {threads: 0}\n"],
];

describe("JSON Schemas agree with the loader", () => {
  it.each(good)("%s is good: %s", async (kind, text) => {
    expect(await verdicts(kind, text)).toEqual({ loader: [], schema: true });
  });

  it.each(bad)("%s is bad: %s", async (kind, text) => {
    const { loader, schema } = await verdicts(kind, text);
    expect(loader).not.toEqual([]);
    expect(schema).toBe(false);
  });
});

describe("a job's blocks", () => {
  const job = head
    .replace("source_connector: other", "source_connector: csv")
    .replace("target_connector: other", "target_connector: iceberg");
  const valid = (text: string) => validators["job"]!(parseYaml(job + text, "f").document.value);

  it("are checked against the connector that it names", () => {
    expect(valid("source: {files: [{path: a.csv}], delimiter: ';', header: '${B}'}\ntarget: {warehouse: w}\n")).toBe(true);
    expect(valid("source: {files: []}\n")).toBe(false);
    expect(valid("source: {files: [{pth: a.csv}]}\n")).toBe(false);
    expect(valid("source: {delimeter: ';'}\n")).toBe(false);
    expect(valid("source: {header: 5}\n")).toBe(false);
    expect(valid("target: {warehouse: 5}\n")).toBe(false);
  });

  it("need not say what a recipe may say", () => {
    expect(valid("")).toBe(true);
    expect(valid("source: {delimiter: ';'}\n")).toBe(true);
  });
});

describe("schemas for editors", () => {
  it("carry a title, and a description for keys that are not plain", () => {
    const job = schemas.job as { title: string; properties: Record<string, { description?: string }> };
    expect(job.title).toBe("Dativo job");
    expect(job.properties["schedule"]!.description).toMatch(/^Refused: /);
    expect(job.properties["schema_validation_mode"]!.description).toContain("quarantine");
  });

  it("are the same at every call", () => {
    expect(JSON.stringify(jsonSchemas({ sources: { csv }, targets: { iceberg } }))).toBe(JSON.stringify(schemas));
  });
});
