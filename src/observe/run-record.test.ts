import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunRecord } from "../spec/run-record.ts";
import { realWorld } from "../kit/world.ts";
import { redactor } from "./redact.ts";
import { listRuns, readRun, writeRun } from "./run-record.ts";

const world = realWorld();
let folder = "";
beforeEach(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), "dativo-runs-"))));
afterEach(() => rm(folder, { recursive: true }));

function record(run_id: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    run_id,
    tenant_id: "acme",
    job: "orders",
    environment: "prod",
    kind: "run",
    started_at: "2026-11-21T07:00:00.000Z",
    finished_at: "2026-11-21T07:00:03.000Z",
    exit_code: 1,
    status: "partial",
    rows: { read: 10, landed: 8, quarantined: 2, skipped: 0, replaced: 0 },
    bytes: { read: 100, written: 50 },
    files: 1,
    seconds: { extract: 0.1, convert: 2, commit: 0.5, total: 3 },
    target: "warehouse/acme/orders",
    snapshot_id: "5783274982374982374",
    contract: { id: "0f1e", name: "orders", version: "1.0.0" },
    cursor: { column: "updated_at", before: "2026-11-20", after: "2026-11-21" },
    rules: [{ rule: "enum.status", column: "status", message: "must be one of a, b", severity: "error", count: 2 }],
    verdicts: [],
    tags: { "finops.cost_center": "FIN-1" },
    recovered: [],
    ...more,
  };
}

const write = (one: RunRecord, secrets: readonly string[] = []): Promise<void> => writeRun(folder, one, redactor(secrets), world);

test("what is written is read back, and nothing else is left in the folder", async () => {
  await write(record("r-1"));
  expect(await readRun(folder, "r-1", world)).toEqual(record("r-1"));
  await write(record("r-1", { files: 2 }));
  expect((await readRun(folder, "r-1", world)).files).toBe(2);
  expect(await readdir(path.join(folder, "runs"))).toEqual(["r-1.json"]);
});

test("secrets do not get into a record", async () => {
  await write(record("r-1", { error: { kind: "auth", message: "hunter22 refused by redis://:other-pw@x", causes: ["password=p3"] } }), [
    "hunter22",
  ]);
  expect(await readFile(path.join(folder, "runs", "r-1.json"), "utf8")).not.toMatch(/hunter22|other-pw|p3/);
});

test("lists the newest first, by job, tenant, status, time and number", async () => {
  await write(record("b", { started_at: "2026-11-21T09:00:00+02:00", status: "failed" }));
  await write(record("a", { started_at: "2026-11-21T08:00:00Z" }));
  await write(record("c", { started_at: "2026-11-19T08:00:00Z", job: "customers", tenant_id: "globex" }));
  const ids = async (filter: Parameters<typeof listRuns>[1]): Promise<string[]> =>
    (await listRuns(folder, filter, world)).runs.map((run) => run.run_id);
  expect(await ids({})).toEqual(["a", "b", "c"]);
  expect(await ids({ job: "orders" })).toEqual(["a", "b"]);
  expect(await ids({ tenant_id: "globex" })).toEqual(["c"]);
  expect(await ids({ status: "failed" })).toEqual(["b"]);
  expect(await ids({ since: "2026-11-21T07:30:00Z" })).toEqual(["a"]);
  expect(await ids({ limit: 1 })).toEqual(["a"]);
});

test("a time that is none is refused", async () => {
  await expect(listRuns(folder, { since: "yesterday" }, world)).rejects.toMatchObject({ kind: "refused" });
});

test("no runs yet is an empty list", async () => {
  expect(await listRuns(path.join(folder, "nowhere"), {}, world)).toEqual({ runs: [], damaged: [] });
});

test.each([
  ["", "it is empty"],
  ['{"version": 1', "it is no JSON"],
  ["[]", "record: "],
  [JSON.stringify({ ...record("bad"), rows: { read: "many" } }), "rows.read: "],
  [JSON.stringify(record("other")), "it is the record of run other"],
])("a damaged record is said: %s", async (text, reason) => {
  await write(record("good"));
  await writeFile(path.join(folder, "runs", "bad.json"), text);
  const { runs, damaged } = await listRuns(folder, {}, world);
  expect(runs.map((run) => run.run_id)).toEqual(["good"]);
  expect(damaged).toEqual([{ file: path.join(folder, "runs", "bad.json"), reason: expect.stringContaining(reason) }]);
  await expect(readRun(folder, "bad", world)).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining(reason) });
});

test("a run without a record is not found", async () => {
  await expect(readRun(folder, "r-9", world)).rejects.toMatchObject({ kind: "not_found" });
});

test.each(["../secret", "a/b", "", "..", ".hidden", "x".repeat(201), "a\u0000b"])("'%s' is no run id", async (id) => {
  await expect(readRun(folder, id, world)).rejects.toMatchObject({ kind: "refused", message: `'${id}' is not a run id` });
});

test("a record that lacks something is a bug, and is not written", async () => {
  await expect(write(record("r-1", { files: -1 }))).rejects.toMatchObject({ kind: "bug" });
  await expect(readRun(folder, "r-1", world)).rejects.toMatchObject({ kind: "not_found" });
});
