import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, Rig } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", required: true, primaryKey: true, primaryKeyPosition: 1 },
  { name: "at", logicalType: "timestamp", required: true },
  { name: "note", logicalType: "string" },
];
const header = ["id", "at", "note"];

describe.skipIf(!hasSecondReader)("several versions of a row in one load (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  test.each(["strict", "warn"])(
    "%s: a merge by a cursor lands the newest and counts the others as skipped",
    async (schema_validation_mode) => {
      const made = rig.project();
      made.contract({ properties });
      made.job({ schema_validation_mode, source: { incremental: { strategy: "updated_at", cursor_field: "at" } } });
      made.write("data/a.csv", csv(header, [1, "2026-01-01 00:00:00", "first"], [2, "2026-01-02 00:00:00", "boundary"]), 1_700_000_000);
      expect((await made.run()).record.rows).toMatchObject({ read: 2, landed: 2 });
      const later = csv(
        header,
        [2, "2026-01-03 00:00:00", "middle"],
        [3, "2026-01-03 00:00:00", "new"],
        [2, "2026-01-04 00:00:00", "newest"],
      );
      made.write("data/b.csv", later, 1_700_000_100);
      const { exitCode, record } = await made.run();
      expect({ exitCode, rows: record.rows }).toEqual({
        exitCode: 0,
        rows: { read: 2, landed: 2, quarantined: 0, skipped: 3, replaced: 1 },
      });
      expect((await made.rows()).map(({ id, note }) => [id, note])).toEqual([
        [1, "first"],
        [2, "newest"],
        [3, "new"],
      ]);
      expect(await made.quarantine()).toEqual([]);
    },
  );

  test("versions with the same cursor are one row", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source: { incremental: { strategy: "updated_at", cursor_field: "at" } } });
    const row = [1, "2026-01-01 00:00:00", "same"] as const;
    made.write("data/a.csv", csv(header, row), 1_700_000_000);
    made.write("data/b.csv", csv(header, row), 1_700_000_000);
    expect((await made.run()).record.rows).toMatchObject({ read: 1, landed: 1, skipped: 1 });
    expect(await made.rows()).toHaveLength(1);
  });

  test("a load with several versions that also breaks another key is refused, and nothing lands", async () => {
    const made = rig.project();
    made.contract({ properties: [...properties.slice(0, 2), { name: "note", logicalType: "string", unique: true }] });
    made.job({ schema_validation_mode: "warn", source: { incremental: { strategy: "updated_at", cursor_field: "at" } } });
    made.write(
      "data/a.csv",
      csv(header, [1, "2026-01-01 00:00:00", "x"], [1, "2026-01-02 00:00:00", "y"], [2, "2026-01-02 00:00:00", "y"]),
    );
    const { exitCode, stdout } = await made.run();
    expect(exitCode).toBe(2);
    expect(stdout).toContain("unique.note");
    expect(await made.rows()).toEqual([]);
  });
});
