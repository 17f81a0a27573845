import { afterAll, beforeAll, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { dativo, Rig, type Project } from "./rig.ts";

let rig: Rig;
let project: Project;
beforeAll(() => {
  if (!hasSecondReader) return;
  rig = new Rig();
  project = rig.project();
  project.contract({ properties: [{ name: "id", logicalType: "integer", required: true }] });
  project.write("data/a.csv", "id\n1\n2\nx\n");
});
afterAll(() => rig?.close());

async function eventsOf(root: Readonly<Record<string, unknown>>): Promise<readonly Record<string, unknown>[]> {
  project.job({ logging: { level: "DEBUG" }, source: { incremental: { strategy: "file_modified_time" } }, ...root });
  const { stderr } = await dativo(project.folder, "run", "--config", "job.yaml");
  return stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
const named = (events: readonly Record<string, unknown>[], name: string) => events.filter((event) => event["event_type"] === name);

test.skipIf(!hasSecondReader)("a run tells each of its steps, in order and with numbers", async () => {
  const events = await eventsOf({ schema_validation_mode: "warn" });
  expect(events.map((event) => event["event_type"])).toEqual([
    "job_started",
    "asset_loaded",
    "state_initialized",
    "table_ensured",
    "extraction_started",
    "batch_extracted",
    "batch_written",
    "extraction_complete",
    "commit_success",
    "validation_errors",
    "job_finished",
  ]);
  expect(named(events, "extraction_complete")).toMatchObject([{ batches: 1, files: 1, bytes: 9 }]);
  const [finished] = named(events, "job_finished");
  expect(finished).toMatchObject({ exit_code: 1, rows_read: 3, rows_landed: 2, rows_quarantined: 1 });
  expect(named(events, "commit_success")).toMatchObject([{ rows: 2, quarantined: 1, retries: 0, snapshot_id: finished?.["snapshot_id"] }]);
});

test.skipIf(!hasSecondReader)("a run with nothing new says so and commits nothing", async () => {
  const events = await eventsOf({ schema_validation_mode: "warn" });
  expect(named(events, "no_batches_extracted")).toHaveLength(1);
  expect(named(events, "extraction_complete")).toEqual([]);
  expect(named(events, "commit_success")).toEqual([]);
});

test.skipIf(!hasSecondReader)("a broken contract says how many rows break it", async () => {
  project.write("data/b.csv", "id\n3\ny\nz\n");
  const events = await eventsOf({ schema_validation_mode: "strict" });
  expect(named(events, "validation_failed")).toMatchObject([{ level: "ERROR", rows_read: 3, rows_bad: 2 }]);
  expect(named(events, "commit_success")).toEqual([]);
  expect(named(events, "job_error")).toMatchObject([{ exit_code: 2 }]);
});
