import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mortalWorld, planOf, plainTableTrial, PowerCut } from "../../../test/contract/plain-table-trial.ts";
import { plainFilesConfig } from "./config.ts";
import { plainFilesTarget } from "./session.ts";

let trial: ReturnType<typeof plainTableTrial>;
beforeEach(() => void (trial = plainTableTrial()));
afterEach(() => trial.dispose());

const state = (runId: string, value: string) => ({ cursor: { column: "id", value }, runId, contractVersion: "1.0.0" });

describe("what lands", () => {
  test("nothing is visible before the commit; then files, state and scan are there", async () => {
    const session = await trial.open();
    expect(await session.state()).toBeUndefined();
    expect(await session.scan()).toBeUndefined();
    const layout = await session.prepare(trial.prepareRequest({ runId: "r1" }));
    expect(layout).toMatchObject({ format: "csv", filePrefix: "r1-", hiveFolders: true, columns: [{ name: "region" }, { name: "line" }] });
    expect(existsSync(trial.data)).toBe(false);
    const committed = await trial.load({ runId: "r1", rows: { "": ["a", "b"] }, state: state("r1", "2") });
    expect(committed).toEqual({ files: 1, bytes: 4, retries: 0 });
    expect(trial.lines()).toEqual(["a", "b"]);
    expect(await session.state()).toEqual(state("r1", "2"));
    const table = await session.scan();
    expect(table).toMatchObject({
      version: "1",
      scan: {
        columns: [{ name: "region" }, { name: "line" }],
        files: [{ path: path.join(trial.data, "r1-0.csv"), format: "csv", rows: 2, deletes: [] }],
      },
    });
    expect(table!.partitionOf(path.join(trial.data, "r1-0.csv"))).toEqual([]);
  });

  test("append adds, overwrite replaces the table, or only the partitions that are touched", async () => {
    await trial.load({ runId: "r1", partitioned: true, rows: { eu: ["eu 1"], us: ["us 1"] } });
    await trial.load({ runId: "r2", partitioned: true, rows: { eu: ["eu 2"] } });
    expect(trial.lines()).toEqual(["eu 1", "eu 2", "us 1"]);
    await trial.load({ runId: "r3", partitioned: true, mode: "overwrite", overwrite: "partitions", rows: { eu: ["eu 3"] } });
    expect(trial.lines()).toEqual(["eu 3", "us 1"]);
    await trial.load({ runId: "r4", partitioned: true, mode: "overwrite", rows: { ap: ["ap 4"] } });
    expect(trial.lines()).toEqual(["ap 4"]);
    expect(trial.files()).toEqual(["warehouse/acme/orders/region=ap/r4-0.csv"]);
    expect((await (await trial.open()).scan())?.scan.files).toMatchObject([{ constants: { region: "ap" } }]);
  });

  test("an overwrite without rows empties the table and keeps it", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    await trial.load({ runId: "r2", mode: "overwrite" });
    expect(trial.lines()).toEqual([]);
    expect((await (await trial.open()).scan())?.scan.files).toEqual([]);
  });

  test("quarantined rows land beside the table with the same commit, and are replaced when that is asked for", async () => {
    await trial.load({ runId: "r1", rows: { "": ["good"] }, quarantine: ["bad 1"] });
    await trial.load({ runId: "r2", quarantine: ["bad 2"] });
    expect(trial.lines(trial.quarantine)).toEqual(["bad 1", "bad 2"]);
    const held = await (await trial.open()).scanQuarantine();
    expect(held).toMatchObject({ version: "2", scan: { files: [{ format: "json", rows: 1 }, { rows: 1 }] } });
    await trial.load({ runId: "r3", rows: { "": ["mended"] }, quarantine: ["bad 2"], replaceQuarantine: true });
    expect(trial.lines(trial.quarantine)).toEqual(["bad 2"]);
    await trial.load({ runId: "r4", replaceQuarantine: true });
    expect(await (await trial.open()).scanQuarantine()).toBeUndefined();
    expect(trial.lines()).toEqual(["good", "mended"]);
  });

  test("each job has its own state; a load without one keeps it, replacing the whole table drops all", async () => {
    await trial.load({ runId: "r1", job: "a", state: state("r1", "1") });
    await trial.load({ runId: "r2", job: "b", state: state("r2", "2") });
    await trial.load({ runId: "r3", job: "a" });
    const states = async () => [await (await trial.open("a")).state(), await (await trial.open("b")).state()];
    expect(await states()).toEqual([state("r1", "1"), state("r2", "2")]);
    await trial.load({ runId: "r4", job: "b", mode: "overwrite", state: state("r4", "9") });
    expect(await states()).toEqual([undefined, state("r4", "9")]);
  });

  test("properties of earlier loads and others stay; few records are kept", async () => {
    for (let run = 1; run <= 6; run++) await trial.load({ runId: `r${run}`, rows: { "": [`${run}`] } });
    const records = readdirSync(path.join(trial.data, ".dativo"));
    expect(records).toEqual(["v00000004.json", "v00000005.json", "v00000006.json"]);
    expect(
      Object.keys((JSON.parse(readFileSync(path.join(trial.data, ".dativo/v00000006.json"), "utf8")) as { properties: object }).properties),
    ).toEqual(["from.r1", "from.r2", "from.r3", "from.r4", "from.r5", "from.r6"]);
  });

  test("ingest_date is a column that the run adds", async () => {
    const layout = await (
      await trial.open()
    ).prepare({ ...trial.prepareRequest({ runId: "r1" }), partitioning: [{ column: "ingest_date", transform: { kind: "identity" } }] });
    expect(layout.columns.at(-1)).toEqual({ name: "ingest_date", type: { kind: "date" }, constant: "2026-11-21" });
  });
});

describe("for people", () => {
  test("view shows columns, partitioning and properties; there are no snapshots", async () => {
    const session = await trial.open();
    expect(await session.view()).toBeUndefined();
    const plan = planOf({ region: { kind: "string", required: true }, amount: { kind: "decimal", precision: 9, scale: 2 } });
    await trial.load({
      runId: "r1",
      plan: { ...plan, columns: plan.columns.map((column) => ({ ...column, doc: `about ${column.name}` })) },
      partitioned: true,
      rows: { eu: ["a"] },
    });
    expect(await session.view()).toMatchObject({
      columns: [
        { name: "region", type: "string", required: true, doc: "about region" },
        { name: "amount", type: "decimal(9,2)", required: false, doc: "about amount" },
      ],
      partitioning: ["region"],
      identifiers: [],
      properties: { "from.r1": "x" },
      scan: { files: [{ rows: 1 }] },
    });
    await expect(session.view("1")).rejects.toMatchObject({ kind: "refused", hint: "the iceberg target keeps history" });
    await expect(session.history()).rejects.toMatchObject({ kind: "refused" });
  });

  test("probe leaves no trace, and fails where nothing can be written", async () => {
    await (await trial.open()).probe();
    expect(readdirSync(trial.root)).toEqual([]);
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    await (await trial.open()).probe();
    expect(readdirSync(path.join(trial.data, ".dativo"))).toEqual(["v00000001.json"]);
    rmSync(path.join(trial.root, "warehouse"), { recursive: true });
    const session = await trial.open();
    writeFileSync(path.join(trial.root, "warehouse"), "not a folder");
    await expect(session.probe()).rejects.toMatchObject({ message: expect.stringContaining("part of the path is a file") });
  });
});

describe("what is refused", () => {
  const long = { kind: "long" } as const;
  const int = { kind: "int" } as const;

  test("optional columns, another order, relaxing and widening are fine; all that breaks is named with both versions", async () => {
    const before = planOf({
      id: { ...int, required: true },
      amount: { kind: "decimal", precision: 9, scale: 2 },
      note: { kind: "string" },
    });
    await trial.load({ runId: "r1", plan: before, rows: { "": ["x"] } });
    const wider = planOf(
      { note: { kind: "string" }, id: long, amount: { kind: "decimal", precision: 12, scale: 2 }, extra: { kind: "date" } },
      "1.1.0",
    );
    await trial.load({ runId: "r2", plan: wider, rows: { "": ["y"] } });
    const session = await trial.open();
    const breaking = planOf(
      {
        id: { ...int },
        amount: { kind: "decimal", precision: 12, scale: 3 },
        extra: { kind: "date", required: true },
        added: { ...long, required: true },
      },
      "2.0.0",
    );
    await expect(session.prepare(trial.prepareRequest({ runId: "r3", plan: breaking }))).rejects.toMatchObject({
      kind: "refused",
      message:
        "contract orders 2.0.0 breaks the table that orders 1.1.0 made: column 'note' was removed or renamed; column 'id' went from long to int; column 'amount' went from decimal(12,2) to decimal(12,3); column 'extra' became required; column 'added' was added as required",
    });
    expect(trial.lines()).toEqual(["x", "y"]);
  });

  test("nested columns widen member by member", async () => {
    const nested = (...fields: [string, "int" | "long" | "string", boolean][]) =>
      planOf({ who: { kind: "struct", fields: fields.map(([name, kind, required]) => ({ name, type: { kind }, required })) } });
    await trial.load({ runId: "r1", plan: nested(["a", "int", true]), rows: { "": ["x"] } });
    const session = await trial.open();
    await session.prepare(trial.prepareRequest({ runId: "r2", plan: nested(["a", "long", false], ["b", "string", false]) }));
    for (const plan of [nested(["a", "string", true]), nested(["b", "int", false]), nested(["a", "int", true], ["b", "int", true])]) {
      await expect(session.prepare(trial.prepareRequest({ runId: "r2", plan }))).rejects.toThrow(
        "column 'who' went from struct<a: int> to struct<",
      );
    }
  });

  test("merge, another partitioning, another format and a partition column that is not there", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    const session = await trial.open();
    await expect(session.prepare({ ...trial.prepareRequest({ runId: "r2" }), mode: "merge" })).rejects.toThrow(
      "plain files cannot be merged",
    );
    await expect(session.prepare(trial.prepareRequest({ runId: "r2", partitioned: true }))).rejects.toThrow(
      "is partitioned by nothing, this load by region",
    );
    await expect(
      session.prepare({ ...trial.prepareRequest({ runId: "r2" }), partitioning: [{ column: "gone", transform: { kind: "identity" } }] }),
    ).rejects.toMatchObject({ kind: "refused" });
    const other = await plainFilesTarget("json").open(
      { config: plainFilesConfig().parse({}), root: trial.root, table: { namespace: "acme", name: "orders" }, job: "j" },
      trial.world,
    );
    await expect(other.prepare(trial.prepareRequest({ runId: "r2" }))).rejects.toThrow("is a table of csv files, not json");
  });

  test("a damaged record is an error for everything, never an empty table", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] }, state: state("r1", "1") });
    const record = path.join(trial.data, ".dativo/v00000001.json");
    for (const damage of [
      () => truncateSync(record, 100),
      () => writeFileSync(record, ""),
      () => writeFileSync(record, '{"format_version": 2}'),
    ]) {
      damage();
      await expect(trial.open()).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("v00000001.json is damaged") });
    }
  });

  test("a record whose paths climb out of the warehouse is damaged", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    const record = path.join(trial.data, ".dativo/v00000001.json");
    writeFileSync(record, readFileSync(record, "utf8").replace("orders/r1-0.csv", "../../outside.csv"));
    await expect(trial.open()).rejects.toThrow("is damaged");
  });

  test("a folder with files of somebody else, a file that went missing, a name that leads out", async () => {
    mkdirSync(trial.data, { recursive: true });
    writeFileSync(path.join(trial.data, "theirs.csv"), "x");
    await expect((await trial.open()).prepare(trial.prepareRequest({ runId: "r1" }))).rejects.toThrow(
      "holds files that Dativo has no record of (theirs.csv)",
    );
    rmSync(trial.data, { recursive: true });
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    rmSync(path.join(trial.data, "r1-0.csv"));
    await expect((await trial.open()).scan()).rejects.toMatchObject({
      kind: "not_found",
      message: expect.stringContaining("a file of the table"),
    });
    for (const name of ["..", "a/b", "", ".hidden"]) {
      await expect(
        plainFilesTarget("csv").open(
          { config: plainFilesConfig().parse({}), root: trial.root, table: { namespace: name, name: "t" }, job: "j" },
          trial.world,
        ),
      ).rejects.toThrow("cannot be part of a table's path");
    }
  });

  test("a commit based on a version that is no longer the newest is a conflict", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] }, quarantine: ["q"] });
    const session = await trial.open();
    await session.prepare(trial.prepareRequest({ runId: "r3" }));
    await trial.load({ runId: "r2", rows: { "": ["b"] }, quarantine: ["q2"] });
    const load = {
      runId: "r3",
      mode: "append",
      overwrite: "table",
      files: [],
      deleteFiles: [],
      state: undefined,
      properties: {},
      summary: {},
    } as const;
    await expect(session.commit({ ...load, quarantine: { files: [], replace: true, basedOn: "1" } })).rejects.toMatchObject({
      kind: "conflict",
      retryable: true,
      message: expect.stringContaining("the quarantine of"),
    });
    await expect(session.commit({ ...load, basedOn: "1", quarantine: { files: [], replace: false } })).rejects.toMatchObject({
      kind: "conflict",
      message: expect.stringContaining("the rows of"),
    });
  });

  test.each([
    [{ warehouse: "s3://bucket" }, "this target writes to local disks; it does not serve this kind of location"],
    [{ warehouse: "a", connection: { path: "b" } }, "warehouse says 'a' and connection.path says 'b': keep one"],
    [{ branch: "main" }, 'Unrecognized key: "branch"'],
  ])("configuration %j", (config, message) => {
    expect(
      plainFilesConfig()
        .safeParse(config)
        .error?.issues.map((issue) => issue.message),
    ).toEqual([message]);
  });
});

describe("when things go wrong", () => {
  const before = { runId: "r1", rows: { eu: ["eu 1"], us: ["us 1"] }, quarantine: ["bad 1"], partitioned: true, state: state("r1", "1") };
  const after = {
    runId: "r2",
    rows: { eu: ["eu 2"], ap: ["ap 2"] },
    quarantine: ["bad 2"],
    partitioned: true,
    state: state("r2", "2"),
    mode: "overwrite",
    overwrite: "partitions",
  } as const;

  test("cut off at any step, the next run finds the table as before or as after, and nothing else", async () => {
    const outcomes = new Set<string>();
    for (let steps = 0; ; steps++) {
      trial.dispose();
      trial = plainTableTrial();
      await trial.load(before);
      const died = await trial.load(after, mortalWorld(trial.world, steps)).then(
        () => false,
        (error: unknown) => error instanceof PowerCut || Promise.reject(error),
      );
      const session = await trial.open("job");
      await session.recover("r2");
      const found = JSON.stringify([
        trial.lines(),
        trial.lines(trial.quarantine),
        (await session.state())?.runId,
        (await session.scan())?.scan.files.length,
        trial.files().length,
      ]);
      outcomes.add(found);
      await trial.load({ runId: "r3", partitioned: true, rows: { eu: ["eu 3"] } });
      expect(trial.lines()).toContain("eu 3");
      if (!died) break;
    }
    expect([...outcomes]).toEqual([
      JSON.stringify([["eu 1", "us 1"], ["bad 1"], "r1", 2, 3]),
      JSON.stringify([["ap 2", "eu 2", "us 1"], ["bad 1", "bad 2"], "r2", 3, 5]),
    ]);
  });

  test("a first load that dies leaves no table and no folder", async () => {
    const first = { runId: "r1", rows: { "": ["a"] } };
    await expect(trial.load(first, mortalWorld(trial.world, 1))).rejects.toBeInstanceOf(PowerCut);
    await (await trial.open()).recover("r1");
    expect(existsSync(path.join(trial.root, "warehouse/acme"))).toBe(false);
  });

  test("recover leaves what other runs have staged, and may be called twice", async () => {
    const session = await trial.open();
    const [mine, theirs] = [
      await session.prepare(trial.prepareRequest({ runId: "mine" })),
      await session.prepare(trial.prepareRequest({ runId: "theirs" })),
    ];
    for (const layout of [mine, theirs]) {
      mkdirSync(layout.folder, { recursive: true });
      writeFileSync(path.join(layout.folder, "x.csv"), "x");
    }
    await session.recover("mine");
    await session.recover("mine");
    expect([existsSync(mine.folder), existsSync(theirs.folder)]).toEqual([false, true]);
  });

  test("half-written records of dead processes go, those of living ones stay", async () => {
    await trial.load({ runId: "r1", rows: { "": ["a"] } });
    const own = path.join(trial.data, ".dativo");
    for (const pid of [4_194_304, process.ppid, process.pid]) writeFileSync(path.join(own, `v00000002.json.${pid}.0a0b.tmp`), "{");
    await (await trial.open()).recover("r2");
    expect(readdirSync(own).filter((name) => name.endsWith(".tmp"))).toEqual(
      [`v00000002.json.${process.ppid}.0a0b.tmp`, `v00000002.json.${process.pid}.0a0b.tmp`].sort(),
    );
  });

  test("loads that commit at the same time all land", async () => {
    const committed = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        trial.load({ runId: `r${index}`, job: `j${index}`, rows: { "": [`row ${index}`] }, state: state(`r${index}`, "1") }),
      ),
    );
    expect(trial.lines()).toEqual(Array.from({ length: 8 }, (_, index) => `row ${index}`));
    expect(committed.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(0);
    for (let index = 0; index < 8; index++) expect((await (await trial.open(`j${index}`)).state())?.runId).toBe(`r${index}`);
    expect(trial.files().length).toBe(8);
  });

  test("two that complete the same interrupted commit do not hinder each other", async () => {
    await trial.load(before);
    for (let steps = 3; steps < 12; steps++)
      await trial.load({ ...after, runId: `k${steps}` }, mortalWorld(trial.world, steps)).catch(() => undefined);
    const [one, two] = await Promise.all([trial.open(), trial.open(), trial.open()]);
    expect(await one.scan()).toEqual(expect.objectContaining({ version: (await two.scan())!.version }));
    expect(trial.lines().filter((line) => line === "us 1")).toEqual(["us 1"]);
  });

  test("a run whose staged files were taken away does not commit", async () => {
    const session = await trial.open();
    const layout = await session.prepare(trial.prepareRequest({ runId: "r1" }));
    const file = { path: path.join(layout.folder, "r1-0.csv"), format: "csv", rows: 1, bytes: 1, partition: [], columns: {} } as const;
    await expect(
      session.commit({
        runId: "r1",
        mode: "append",
        overwrite: "table",
        files: [file],
        deleteFiles: [],
        quarantine: { files: [], replace: false },
        state: undefined,
        properties: {},
        summary: {},
      }),
    ).rejects.toMatchObject({ kind: "conflict" });
    expect(await session.scan()).toBeUndefined();
  });

  test("a path of the warehouse that is a file is said", async () => {
    writeFileSync(path.join(trial.root, "warehouse"), "not a folder");
    expect(statSync(path.join(trial.root, "warehouse")).isFile()).toBe(true);
    await expect(trial.load({ runId: "r1" })).rejects.toMatchObject({
      message: expect.stringMatching(/cannot .*: part of the path is a file/),
    });
  });

  test("a folder that may not be written is named, by probe and by a load that then leaves nothing", async ({ skip }) => {
    if (process.getuid?.() !== 0) skip("needs root, to step down from it");
    chmodSync(trial.root, 0o755);
    process.seteuid!(65_534);
    try {
      const session = await trial.open();
      await expect(session.probe()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("permission denied") });
      await session.recover("r1");
    } finally {
      process.seteuid!(0);
    }
    expect(readdirSync(trial.root)).toEqual([]);
  });
});
