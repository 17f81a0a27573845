import { describe, expect, it } from "vitest";
import type { IcebergSnapshot, TableMetadata } from "../spec/iceberg.ts";
import type { LoadState } from "../kit/target.ts";
import { applyUpdates, emptyMetadata } from "./apply-updates.ts";
import { renderExactJson } from "./exact-json.ts";
import { readState, sameState, stateKey, writeState } from "./load-state.ts";

const state = (value: string): LoadState => ({ cursor: { column: "id", value }, runId: `run${value}`, contractVersion: "1.0.0" });

/** A table and the texts of its earlier metadata files, as commits make them. */
interface Log {
  readonly metadata: TableMetadata;
  readonly earlier: ReadonlyMap<string, string>;
}

const start: Log = { metadata: emptyMetadata("/t"), earlier: new Map() };

function next(log: Log, metadata: TableMetadata): Log {
  const location = `/t/${log.earlier.size}.json`;
  return {
    metadata: { ...metadata, "metadata-log": [...log.metadata["metadata-log"], { "metadata-file": location, "timestamp-ms": 0 }] },
    earlier: new Map([...log.earlier, [location, renderExactJson(log.metadata)]]),
  };
}

function commit(log: Log, id: bigint, cursor?: string, job = "job"): Log {
  const { metadata } = log;
  const write = cursor === undefined ? undefined : writeState(metadata, job, state(cursor));
  const parent = metadata["current-snapshot-id"];
  const snapshot: IcebergSnapshot = {
    "snapshot-id": id,
    "sequence-number": metadata["last-sequence-number"] + 1,
    "timestamp-ms": 1,
    "manifest-list": "l",
    summary: { operation: "append", ...write?.summary },
    ...(parent === undefined ? {} : { "parent-snapshot-id": parent }),
  };
  return next(
    log,
    applyUpdates(
      metadata,
      [
        { action: "add-snapshot", snapshot },
        { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": id },
        ...(write ? [{ action: "set-properties", updates: write.property(snapshot) } as const] : []),
      ],
      1,
    ),
  );
}

const rollback = (log: Log, id: bigint): Log =>
  next(log, applyUpdates(log.metadata, [{ action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": id }], 1));

/** Some engines clear the parent of a snapshot whose parent they expire. */
function expire(log: Log, ids: readonly bigint[], clearsParents: boolean): Log {
  const expired = applyUpdates(log.metadata, [{ action: "remove-snapshots", "snapshot-ids": ids }], 1);
  const snapshots = expired.snapshots.map(({ "parent-snapshot-id": parent, ...snapshot }) =>
    parent === undefined || (clearsParents && ids.includes(parent)) ? snapshot : { ...snapshot, "parent-snapshot-id": parent },
  );
  return next(log, { ...expired, snapshots });
}

const read = async (log: Log, files = true, job = "job"): Promise<string | undefined> =>
  (await readState(log.metadata, job, async (location) => (files ? log.earlier.get(location) : undefined)))?.cursor?.value;
const three = commit(commit(commit(start, 1n, "1"), 2n, "2"), 3n, "3");

describe.each([
  ["parents kept", false],
  ["parents cleared", true],
])("expiry with %s", (_name, cleared) => {
  it("and compaction leaves the latest state, with or without earlier metadata files", async () => {
    const log = expire(commit(three, 4n), [1n, 2n, 3n], cleared);
    expect([await read(log), await read(log, false)]).toEqual(["3", "3"]);
  });

  it("and a rollback leaves the state of then", async () => {
    const log = expire(commit(rollback(three, 1n), 4n), [1n, 2n, 3n], cleared);
    expect(await read(log)).toBe("1");
    const later = expire(commit(commit(log, 5n), 6n), [4n, 5n], cleared);
    expect(await read(later)).toBe("1");
  });

  it("and a rollback to before the job leaves none", async () => {
    const log = expire(rollback(commit(commit(start, 9n), 1n, "1"), 9n), [1n], cleared);
    expect([await read(log), await read(log, false)]).toEqual([undefined, undefined]);
  });

  it("and a commit after a rollback forgets what was rolled back", async () => {
    const log = expire(commit(commit(rollback(three, 1n), 4n, "10"), 5n), [1n, 2n, 3n, 4n], cleared);
    expect([await read(log), await read(log, false)]).toEqual(["10", "10"]);
    expect(log.metadata.properties[stateKey("job")]).not.toContain("run3");
  });
});

describe("a job's state", () => {
  it("is its own among several jobs, and absent in a fresh or foreign table", async () => {
    const log = commit(commit(start, 1n, "1"), 2n, "7", "other");
    expect([
      await read(log),
      await read(log, true, "other"),
      await read(log, true, "third"),
      await read(start),
      await read(commit(start, 5n)),
    ]).toEqual(["1", "7", undefined, undefined, undefined]);
  });

  it("remembers twenty commits at most", () => {
    let log = start;
    for (let id = 1; id <= 25; id++) log = commit(log, BigInt(id), String(id));
    const history = JSON.parse(log.metadata.properties[stateKey("job")]!) as { state: LoadState }[];
    expect(history.map((entry) => entry.state.cursor!.value)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 6)));
  });

  it("that is damaged is said, not taken for none", async () => {
    const spoil = (metadata: TableMetadata, text: string): Log => ({
      ...three,
      metadata: {
        ...metadata,
        snapshots: metadata.snapshots.map((snapshot) => ({ ...snapshot, summary: { operation: "append", [stateKey("job")]: text } })),
      },
    });
    for (const text of ["", "{", "5", `{"cursor":1}`])
      await expect(read(spoil(three.metadata, text))).rejects.toMatchObject({ kind: "refused", hint: expect.anything() });
    const gone = expire(commit(three, 4n), [1n, 2n, 3n], false);
    for (const text of ["{", "5", `[{"state":null}]`]) {
      await expect(read({ ...gone, metadata: { ...gone.metadata, properties: { [stateKey("job")]: text } } })).rejects.toMatchObject({
        kind: "refused",
      });
    }
  });

  it("is the same whoever wrote it and in whatever order", () => {
    const a: LoadState = { source: { x: 1, y: [{ b: 1, a: 2 }] }, runId: "1", contractVersion: "1" };
    expect(sameState(a, { source: { y: [{ a: 2, b: 1 }], x: 1 }, runId: "2", contractVersion: "2" })).toBe(true);
    expect([sameState(undefined, a), sameState(state("1"), state("2")), sameState(undefined, undefined)]).toEqual([false, false, true]);
  });
});
