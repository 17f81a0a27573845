import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { byText, csv, Rig, type Project } from "./rig.ts";

const key = { primaryKey: true, primaryKeyPosition: 1 };
const properties = [
  { name: "id", logicalType: "integer", required: true },
  { name: "at", logicalType: "timestamp", required: true },
  { name: "note", logicalType: "string" },
];
const keyed = [{ ...properties[0]!, ...key }, ...properties.slice(1)];
const header = ["id", "at", "note"];
const cursor = { incremental: { strategy: "updated_at", cursor_field: "at" } };

describe.skipIf(!hasSecondReader)("incremental loads (PyIceberg looks and meddles)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  let clock = 1_700_000_000;
  function add(made: Project, name: string, ...rows: readonly (readonly (string | number)[])[]): void {
    made.write(`data/${name}.csv`, csv(header, ...rows), (clock += 10));
  }
  const ids = async (made: Project): Promise<unknown[]> => (await made.rows()).map(({ id }) => id);
  async function loads(made: Project, read: number, exitCode = 0): Promise<void> {
    const ended = await made.run();
    expect({ exitCode: ended.exitCode, read: ended.record.rows.read, error: ended.record.error }).toEqual({
      exitCode,
      read,
      error: undefined,
    });
  }
  /** The cursor as the newest snapshot and the property have it. */
  async function cursors(made: Project): Promise<{ summary?: string; property?: string }> {
    const summary = (await made.history()).at(-1)?.summary["dativo.state.job"];
    const property = (await made.properties())["dativo.state.job"];
    const value = (text: string | undefined): string | undefined =>
      text === undefined ? undefined : ((JSON.parse(text) as { cursor?: { value: string } } | null)?.cursor?.value ?? undefined);
    const entries = property === undefined ? [] : (JSON.parse(property) as { state: unknown }[]);
    return { summary: value(summary)!, property: value(JSON.stringify(entries.at(-1)?.state ?? null))! };
  }

  test("file modified time: each version of a file once; nothing new is exit 0 without a commit", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source: { incremental: { strategy: "file_modified_time" } } });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"]);
    await loads(made, 1);
    await loads(made, 0);
    expect(await made.history()).toHaveLength(1);
    add(made, "b", [2, "2026-01-01 00:00:00", "b"]);
    made.write("data/older.csv", csv(header, [3, "2026-01-01 00:00:00", "older than all"]), 1_600_000_000);
    await loads(made, 2);
    expect(await ids(made)).toEqual([1, 2, 3]);
    expect((await made.run()).stdout).toContain('"status": "success"');
    expect(await made.history()).toHaveLength(2);
  });

  test("a cursor column: only later rows; the cursor is in the commit that lands its rows, and in the property", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source: cursor });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"], [2, "2026-01-02 00:00:00.000001", "b"]);
    await loads(made, 2);
    expect(await cursors(made)).toEqual({
      summary: expect.stringContaining("2026-01-02"),
      property: expect.stringContaining("00:00:00.000001"),
    });
    add(made, "b", [3, "2026-01-02 00:00:00.000002", "c"], [4, "2026-01-01 12:00:00", "late: skipped"]);
    const { record } = await made.run();
    expect(record.rows).toMatchObject({ read: 1, landed: 1, skipped: 3 });
    expect(record.cursor).toMatchObject({
      column: "at",
      before: expect.stringContaining("000001"),
      after: expect.stringContaining("000002"),
    });
    expect(await ids(made)).toEqual([1, 2, 3]);
    await loads(made, 0);
    expect(await made.history()).toHaveLength(2);
  });

  test("a late row inside the lookback lands once, for there is a primary key", async () => {
    const made = rig.project();
    made.contract({ properties: keyed });
    made.job({ source: { incremental: { ...cursor.incremental, lookback_days: 2 } } });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"], [2, "2026-01-05 00:00:00", "b"]);
    await loads(made, 2);
    add(made, "b", [3, "2026-01-04 00:00:00", "late"]);
    const { record } = await made.run();
    expect(record.rows).toEqual({ read: 2, landed: 2, quarantined: 0, skipped: 1, replaced: 1 });
    expect((await made.rows()).map((row) => [row["id"], row["note"]])).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "late"],
    ]);
    await loads(made, 0);
  });

  test("the cursor survives commits of others, compaction and expiry of snapshots", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source: cursor });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"]);
    await loads(made, 1);
    const [ours] = await made.history();
    await made.ask("append", { rows: [{ id: 100, at: null, note: "foreign" }] }).catch(() => undefined);
    await made.ask("compact");
    add(made, "b", [2, "2026-01-02 00:00:00", "b"]);
    await loads(made, 1);
    await made.ask("compact");
    const history = await made.history();
    await made.ask("expire", { snapshots: history.slice(0, -1).map(({ id }) => id) });
    expect((await made.history()).map(({ id }) => id)).not.toContain(ours!.id);
    add(made, "c", [3, "2026-01-03 00:00:00", "c"]);
    await loads(made, 1);
    expect(await ids(made)).toEqual([1, 2, 3]);
  });

  test("rows that others append stay, and do not move the cursor", async () => {
    const made = rig.project();
    made.contract({ properties: [properties[0]!, { ...properties[1]!, required: false }, properties[2]!] });
    made.job({ source: cursor });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"]);
    await loads(made, 1);
    await made.ask("append", { rows: [{ id: 100, at: null, note: "foreign" }] });
    await loads(made, 0);
    add(made, "b", [2, "2026-01-02 00:00:00", "b"]);
    await loads(made, 1);
    expect(await ids(made)).toEqual([1, 2, 100]);
  });

  test.each(["updated_at", "file_modified_time"])(
    "a rollback takes the state of %s back with the rows: the next run loads them again",
    async (strategy) => {
      const made = rig.project();
      made.contract({ properties });
      made.job({ source: { incremental: strategy === "updated_at" ? cursor.incremental : { strategy } } });
      add(made, "a", [1, "2026-01-01 00:00:00", "a"]);
      await loads(made, 1);
      add(made, "b", [2, "2026-01-02 00:00:00", "b"]);
      await loads(made, 1);
      await made.ask("rollback", { snapshot: (await made.history())[0]!.id });
      expect(await ids(made)).toEqual([1]);
      await loads(made, 1);
      expect(await ids(made)).toEqual([1, 2]);
      await loads(made, 0);
    },
  );

  test("number and date cursors", async () => {
    const made = rig.project();
    made.contract({ properties: keyed });
    made.job({ source: { incremental: { strategy: "cursor", cursor_field: "id" } }, target: { mode: "append" } });
    add(made, "a", [9, "2026-01-01 00:00:00", "a"]);
    await loads(made, 1);
    add(made, "b", [10, "2026-01-01 00:00:00", "b"], [8, "2026-01-01 00:00:00", "before"]);
    await loads(made, 1);
    expect(await ids(made)).toEqual([9, 10]);
    expect(await cursors(made)).toEqual({ summary: "10", property: "10" });
  });

  test.each([
    ["append", 0, properties],
    ["merge", 3, keyed],
  ] as const)("a bad row that is met again stands in quarantine once (%s, lookback of %i days)", async (mode, lookback_days, columns) => {
    const made = rig.project();
    made.contract({ properties: [...columns.slice(0, 2), { name: "note", logicalType: "string", logicalTypeOptions: { maxLength: 3 } }] });
    made.job({ schema_validation_mode: "warn", source: { incremental: { ...cursor.incremental, lookback_days } }, target: { mode } });
    add(made, "a", [1, "2026-01-01 00:00:00", "ok"], [2, "2026-01-01 00:00:00", "long"], [3, "", "no"], [4, "never", "no"]);
    expect((await made.run()).record.rows).toMatchObject({ landed: 1, quarantined: 3 });
    for (const day of ["02", "03"]) {
      add(made, day, [Number(day) * 10, `2026-01-${day} 00:00:00`, "ok"]);
      expect((await made.run()).record.error).toBeUndefined();
    }
    expect(await ids(made)).toEqual([1, 20, 30]);
    const held = (await made.quarantine()).map((row) => row["source_line"]);
    expect(byText(held)).toEqual([3, 4, 5]);
  });

  test("a failed load leaves the cursor; the mended source is loaded whole", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source: cursor });
    add(made, "a", [1, "2026-01-01 00:00:00", "a"]);
    await loads(made, 1);
    add(made, "b", [2, "2026-01-02 00:00:00", "b"], ["x", "2026-01-03 00:00:00", "bad"]);
    expect((await made.run()).exitCode).toBe(2);
    expect((await cursors(made)).property).toContain("2026-01-01");
    add(made, "b", [2, "2026-01-02 00:00:00", "b"], [3, "2026-01-03 00:00:00", "mended"]);
    await loads(made, 2);
    expect(await ids(made)).toEqual([1, 2, 3]);
  });
});
