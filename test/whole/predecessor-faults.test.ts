import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, dativo, Rig, type Project } from "./rig.ts";

const root = path.resolve(import.meta.dirname, "../..");
const properties = [
  { name: "id", logicalType: "integer", required: true },
  { name: "day", logicalType: "date" },
  { name: "amount", logicalType: "number", physicalType: "decimal(12,3)" },
];
const header = ["id", "day", "amount"];

/** What an older implementation of the same product got wrong: one test for each that this version can meet. */
describe.skipIf(!hasSecondReader)("faults of the predecessor", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  function project(parts: Parameters<Project["job"]>[0] = {}): Project {
    const made = rig.project();
    made.contract({ properties });
    made.job(parts);
    return made;
  }
  const events = (stderr: string): Record<string, unknown>[] =>
    stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const incremental = { incremental: { strategy: "file_modified_time" } };

  test("partition files that all hold the last partition's rows", async () => {
    const made = project({ target: { partitioning: ["day"] } });
    made.write(
      "data/a.csv",
      csv(header, ...Array.from({ length: 30 }, (_, index) => [index, `2026-01-${String(1 + (index % 3)).padStart(2, "0")}`, index])),
    );
    expect((await made.run()).exitCode).toBe(0);
    for (const [day, first] of [
      ["2026-01-01", 0],
      ["2026-01-02", 1],
      ["2026-01-03", 2],
    ] as const) {
      const rows = await made.rows({ filter: `day = '${day}'` });
      expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => first + 3 * index));
    }
  });

  test("a second run the same day overwriting the first", async () => {
    const made = project({ source: incremental, target: { mode: "append", partitioning: ["ingest_date"] } });
    made.write("data/a.csv", csv(header, [1, "", ""]));
    await made.run();
    made.write("data/b.csv", csv(header, [2, "", ""]));
    await made.run();
    expect((await made.rows()).map(({ id }) => id)).toEqual([1, 2]);
  });

  test("failed uploads that exit 0, and state advanced before the data landed", async () => {
    const made = project({ source: incremental, target: { mode: "append" } });
    made.write("data/a.csv", csv(header, [1, "", ""]));
    made.write("warehouse/t", "a file where the tables' folder should be");
    const failed = await made.run();
    expect({ exitCode: failed.exitCode, status: failed.record.status, landed: failed.record.rows.landed }).toEqual({
      exitCode: 2,
      status: "failed",
      landed: 0,
    });
    const mended = project({ source: incremental, target: { mode: "append", warehouse: "elsewhere/../warehouse" } });
    mended.write("data/a.csv", csv(header, [1, "", ""], ["x", "", ""]));
    expect((await mended.run()).exitCode).toBe(2);
    mended.write("data/a.csv", csv(header, [1, "", ""], [2, "", ""]));
    expect(await mended.run()).toMatchObject({ exitCode: 0, record: { rows: { read: 2, landed: 2 } } });
  });

  test("'nothing new' and an empty source ending as failures", async () => {
    const made = project({ source: incremental, target: { mode: "append" } });
    made.write("data/a.csv", "id,day,amount\n");
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { status: "success", rows: { read: 0 } } });
    expect(await made.ask("count")).toBe(0);
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { status: "success", files: 0 } });
  });

  test("a file-size target with no effect", async () => {
    const text = (id: number): string =>
      Buffer.from(new Uint32Array([id, id * 2_654_435_761, id * 40_503, id * 97_003]).buffer).toString("hex");
    const rows = Array.from({ length: 200_000 }, (_, id) => `${id},${text(id)}${text(id + 7_000_003)}\n`).join("");
    const sizes = async (target: Record<string, unknown>): Promise<number> => {
      const made = rig.project();
      made.contract({ properties: [properties[0]!, { name: "noise", logicalType: "string" }] });
      made.job({ target });
      made.write("data/a.csv", `id,noise\n${rows}`);
      const { record, exitCode } = await made.run();
      expect({ exitCode, error: record.error, landed: record.rows.landed }).toEqual({ exitCode: 0, landed: 200_000 });
      return record.files;
    };
    expect(await sizes({})).toBe(1);
    expect(await sizes({ parquet_target_size_mb: 1 })).toBeGreaterThan(1);
  });

  test("decimals and millisecond timestamps rejected, floats truncated", async () => {
    const made = rig.project();
    made.contract({
      properties: [properties[0]!, properties[2]!, { name: "at", logicalType: "timestamp" }, { name: "ratio", logicalType: "number" }],
    });
    made.job();
    made.write("data/a.csv", csv(["id", "amount", "at", "ratio"], [1, "0.125", "2026-01-01T00:00:00.123", "3.9999999999999996"]));
    expect((await made.run()).exitCode).toBe(0);
    expect(await made.rows()).toEqual([{ id: 1, amount: "0.125", at: "2026-01-01T00:00:00.123000", ratio: 3.9999999999999996 }]);
  });

  test("warn mode crashing on a bad value", async () => {
    const made = project({ schema_validation_mode: "warn" });
    made.write("data/a.csv", csv(header, [1, "2026-13-45", "1e400"], ["", "\u0001", "NaN"], ["99999999999999999999", "", ""], [4, "", ""]));
    const { exitCode, record } = await made.run();
    expect({ exitCode, rows: record.rows }).toMatchObject({
      exitCode: exitCode === 2 ? "a crash" : 1,
      rows: { read: 4, landed: 1, quarantined: 3 },
    });
  });

  test("a redactor that prints the secret", async () => {
    const secret = "hunter2-but-long";
    process.env["WHOLE_TEST_PASSWORD"] = secret;
    try {
      const made = project({
        source: { files: [{ path: "data/postgres://app:${WHOLE_TEST_PASSWORD}@host/x.csv" }] },
        logging: { level: "DEBUG" },
      });
      const tries = [await made.run(), await made.dativo("validate", "job.yaml"), await made.dativo("check", "--config", "job.yaml")];
      expect(tries.map(({ exitCode }) => exitCode)).toContain(2);
      for (const { stdout, stderr } of tries) expect(stdout + stderr).not.toContain(secret);
      for (const record of globSync(".dativo/runs/*", { cwd: made.folder }))
        expect(readFileSync(path.join(made.folder, record), "utf8")).not.toContain(secret);
    } finally {
      delete process.env["WHOLE_TEST_PASSWORD"];
    }
  });

  test("counts missing from the logs", async () => {
    const made = project({ schema_validation_mode: "warn" });
    made.write("data/a.csv", csv(header, [1, "", ""], ["x", "", ""]));
    const { stderr, record } = await made.run();
    const said = events(stderr);
    expect(said[0]).toMatchObject({ event_type: "job_started", tenant_id: "t", job_name: "job", run_id: record.run_id });
    expect(said.find((event) => event["event_type"] === "validation_errors")).toMatchObject({ rule: "type.id", count: 1 });
    expect(said.at(-1)).toMatchObject({
      event_type: "job_finished",
      exit_code: 1,
      rows_read: 2,
      rows_landed: 1,
      rows_quarantined: 1,
      files: 1,
      bytes_read: expect.any(Number),
      bytes_written: record.bytes.written,
      seconds: expect.any(Number),
      snapshot_id: record.snapshot_id,
    });
    expect(record.bytes.read).toBeGreaterThan(0);
  });

  test("shipped examples that do not load", async () => {
    for (const example of globSync("*", { cwd: path.join(root, "examples") })) {
      const { exitCode, stderr } = await dativo(path.join(root, "examples", example), "validate");
      expect({ example, exitCode, stderr }).toEqual({ example, exitCode: 0, stderr: "" });
    }
  });

  test("contracts that no validator accepts", () => {
    const ajv = addFormats.default(new Ajv2019({ strict: false }));
    const schema = JSON.parse(readFileSync(path.join(root, "src/load/contract/odcs/v3.1.0.json"), "utf8")) as object;
    const validate = ajv.compile(schema);
    const contracts = globSync("examples/*/assets/**/*.yaml", { cwd: root });
    expect(contracts.length).toBeGreaterThan(4);
    for (const file of contracts)
      expect({ file, valid: validate(parse(readFileSync(path.join(root, file), "utf8"))), errors: validate.errors }).toEqual({
        file,
        valid: true,
        errors: null,
      });
  });

  test("`check` passing on a missing file", async () => {
    const made = project({ source: { files: [{ path: "data/nowhere.csv" }] } });
    const { exitCode, stdout } = await made.dativo("check", "--config", "job.yaml");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("nowhere.csv");
    made.write("data/nowhere.csv", csv(header, [1, "", ""]));
    expect((await made.dativo("check", "--config", "job.yaml")).exitCode).toBe(0);
    expect(existsSync(path.join(made.folder, "warehouse/t"))).toBe(false);
  });

  test("two tenants writing to one path", async () => {
    const made = project();
    made.write("data/a.csv", csv(header, [1, "", ""]));
    await made.run();
    made.job({ tenant_id: "u" });
    made.write("data/a.csv", csv(header, [2, "", ""]));
    expect((await made.run()).exitCode).toBe(0);
    expect((await made.rows()).map(({ id }) => id)).toEqual([1]);
    expect((await made.rows({ table: "u.things" })).map(({ id }) => id)).toEqual([2]);
    made.job({ tenant_id: "../t" });
    expect((await made.run()).exitCode).toBe(2);
  });
});
