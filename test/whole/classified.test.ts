import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { Rig, type Project } from "./rig.ts";

const canary = "CANARY-7f3a";
const classified = (more: Record<string, unknown>): Record<string, unknown> => ({
  name: "secret",
  logicalType: "string",
  classification: "pii",
  ...more,
});
const id = { name: "id", logicalType: "integer", required: true };

interface Case {
  readonly what: string;
  readonly property: Record<string, unknown>;
  readonly text: string;
  readonly source?: string;
  readonly quality?: Record<string, unknown>[];
}
const value = `id,secret\n1,${canary}\n`;
const cases: readonly Case[] = [
  { what: "a pattern", property: classified({ logicalTypeOptions: { pattern: "^x$" } }), text: value },
  { what: "a length", property: classified({ logicalTypeOptions: { maxLength: 2 } }), text: value },
  { what: "a format", property: classified({ logicalTypeOptions: { format: "email" } }), text: value },
  {
    what: "an enum",
    property: classified({ quality: [{ type: "library", metric: "invalidValues", arguments: { validValues: ["x"] }, mustBe: 0 }] }),
    text: value,
  },
  { what: "an integer", property: classified({ logicalType: "integer" }), text: value },
  { what: "a decimal", property: classified({ logicalType: "number", physicalType: "decimal(5,2)" }), text: value },
  { what: "a date", property: classified({ logicalType: "date" }), text: value },
  { what: "a timestamp", property: classified({ logicalType: "timestamp" }), text: value },
  { what: "a boolean", property: classified({ logicalType: "boolean" }), text: value },
  { what: "a uuid", property: classified({ logicalType: "string", physicalType: "uuid" }), text: value },
  { what: "json", property: classified({ logicalType: "object", physicalType: "json" }), text: value },
  { what: "binary", property: classified({ logicalType: "string", physicalType: "bytea" }), text: `id,secret\n1,${canary}!\n` },
  { what: "a unique column", property: classified({ unique: true }), text: `id,secret\n1,${canary}\n2,${canary}\n` },
  {
    what: "a primary key",
    property: classified({ required: true, primaryKey: true, primaryKeyPosition: 1 }),
    text: `id,secret\n1,${canary}\n2,${canary}\n`,
  },
  { what: "another column that is wrong", property: classified({}), text: `id,secret\nx,${canary}\n` },
  { what: "a record that is no record", property: classified({}), text: `id,secret\n1,${canary},${canary},${canary}\n2,"${canary}\n` },
  { what: "a member of JSON", property: classified({ logicalType: "integer" }), text: `{"id":1,"secret":"${canary}"}\n`, source: "json" },
  { what: "JSON cut short", property: classified({}), text: `{"id":1,"secret":"${canary}\n`, source: "json" },
  {
    what: "a nested member",
    property: classified({ logicalType: "object", properties: [{ name: "zip", logicalType: "integer" }] }),
    text: `{"id":1,"secret":{"zip":"${canary}"}}\n`,
    source: "json",
  },
  {
    what: "an SQL rule that fails on the value",
    property: classified({}),
    text: value,
    quality: [{ type: "sql", query: "SELECT max(CAST(secret AS INTEGER)) FROM ${object}", mustBe: 0 }],
  },
  {
    what: "an SQL rule that measures the value",
    property: classified({}),
    text: value,
    quality: [{ type: "sql", query: "SELECT max(secret) FROM ${object}", mustBe: "x" }],
  },
];

describe.skipIf(!hasSecondReader)("values of classified columns never appear in what a run says", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  /** Everything that a run says: both streams, and every file of its state folder. */
  async function said(made: Project): Promise<{ exitCode: number; text: string }> {
    const readable = await made.dativo("run", "--config", "job.yaml");
    const { exitCode, stdout, stderr } = await made.run();
    const records = readdirSync(path.join(made.folder, ".dativo"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
    return { exitCode, text: [readable.stdout, readable.stderr, stdout, stderr, ...records].join("\n") };
  }

  function project(one: Case, mode: string): Project {
    const made = rig.project();
    made.contract({ properties: [id, one.property], ...(one.quality ? { quality: one.quality } : {}) });
    made.job({ schema_validation_mode: mode, logging: { level: "DEBUG" }, ...(one.source ? { source_connector: one.source } : {}) });
    made.write(`data/a.${one.source === "json" ? "ndjson" : "csv"}`, one.text);
    return made;
  }

  test.each(cases)("$what", async (one) => {
    const strict = await said(project(one, "strict"));
    expect(strict.exitCode).toBe(2);
    expect(strict.text).not.toContain(canary);
    const warn = await said(project(one, "warn"));
    expect(warn.exitCode).toBeGreaterThan(0);
    expect(warn.text).not.toContain(canary);
  });

  test("the table and the quarantine hold them: they are data there", async () => {
    const made = project(
      { what: "", property: classified({ logicalTypeOptions: { maxLength: 40 } }), text: `id,secret\n1,${canary}\nx,${canary}\n` },
      "warn",
    );
    await made.run();
    expect(await made.rows()).toEqual([{ id: 1, secret: canary }]);
    expect((await made.quarantine())[0]!["raw_record"]).toContain(canary);
    const replayed = await made.dativo("quarantine", "replay", "--config", "job.yaml");
    expect(replayed.stdout + replayed.stderr).not.toContain(canary);
  });

  test("classification_overrides of the job count, too; an unclassified value is shown", async () => {
    const open: Case = { what: "", property: { name: "secret", logicalType: "integer" }, text: value };
    const made = project(open, "strict");
    expect((await said(made)).text).toContain(canary);
    made.job({ classification_overrides: { secret: "confidential" } });
    const over = rig.project();
    over.contract({ properties: [id, open.property] });
    over.job({ classification_overrides: { secret: "confidential" } });
    over.write("data/a.csv", value);
    expect((await said(over)).text).not.toContain(canary);
  });
});
