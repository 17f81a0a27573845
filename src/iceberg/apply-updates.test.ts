import { describe, expect, it } from "vitest";
import type { IcebergSnapshot, TableMetadata, TableRequirement, TableUpdate } from "../spec/iceberg.ts";
import { applyUpdates, checkRequirements, emptyMetadata } from "./apply-updates.ts";
import { parseMetadata } from "./metadata.ts";
import { renderExactJson } from "./exact-json.ts";

const schema = (names: readonly string[]): TableUpdate => ({
  action: "add-schema",
  schema: { type: "struct", "schema-id": 99, fields: names.map((name, index) => ({ id: index + 1, name, type: "long", required: false })) },
});
const created: readonly TableUpdate[] = [
  { action: "assign-uuid", uuid: "u" },
  schema(["a"]),
  { action: "set-current-schema", "schema-id": -1 },
  { action: "add-spec", spec: { "spec-id": -1, fields: [] } },
  { action: "set-default-spec", "spec-id": -1 },
  { action: "add-sort-order", "sort-order": { "order-id": 0, fields: [] } },
  { action: "set-default-sort-order", "sort-order-id": -1 },
];
const table = applyUpdates(emptyMetadata("/t"), created, 1000);
const snapshot = (id: bigint, sequence: number, parent?: bigint): IcebergSnapshot => ({
  "snapshot-id": id,
  ...(parent === undefined ? {} : { "parent-snapshot-id": parent }),
  "sequence-number": sequence,
  "timestamp-ms": 1000 + sequence,
  "manifest-list": `/t/${id}.avro`,
  summary: { operation: "append" },
});
const commit = (base: TableMetadata, one: IcebergSnapshot): TableMetadata =>
  applyUpdates(
    base,
    [
      { action: "add-snapshot", snapshot: one },
      { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": one["snapshot-id"] },
    ],
    one["timestamp-ms"],
  );

describe("updates", () => {
  it("create a table whose ids start where the specification says", () => {
    expect(table).toMatchObject({
      "table-uuid": "u",
      "current-schema-id": 0,
      "last-column-id": 1,
      "default-spec-id": 0,
      "last-partition-id": 999,
      "default-sort-order-id": 0,
      "last-updated-ms": 1000,
    });
    expect(parseMetadata(renderExactJson(table), "x")).toEqual(table);
  });

  it("take up a schema, spec or order that is there already", () => {
    const wider = applyUpdates(table, [schema(["a", "b"]), { action: "set-current-schema", "schema-id": -1 }], 2000);
    expect([wider.schemas.length, wider["current-schema-id"], wider["last-column-id"]]).toEqual([2, 1, 2]);
    const back = applyUpdates(
      wider,
      [
        schema(["a"]),
        { action: "set-current-schema", "schema-id": -1 },
        { action: "add-spec", spec: { "spec-id": -1, fields: [] } },
        { action: "set-default-spec", "spec-id": -1 },
      ],
      3000,
    );
    expect([back.schemas.length, back["current-schema-id"], back["last-column-id"], back["partition-specs"].length]).toEqual([2, 0, 2, 1]);
  });

  it("move main, log it, and never go back in time", () => {
    const twice = commit(commit(table, snapshot(7n, 1)), snapshot(8n, 2, 7n));
    expect(twice).toMatchObject({
      "current-snapshot-id": 8n,
      "last-sequence-number": 2,
      refs: { main: { "snapshot-id": 8n, type: "branch" } },
    });
    expect(twice["snapshot-log"].map((entry) => entry["snapshot-id"])).toEqual([7n, 8n]);
    expect(applyUpdates(twice, [], 5)["last-updated-ms"]).toBe(twice["last-updated-ms"]);
    const rolled = applyUpdates(twice, [{ action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": 7n }], 4000);
    expect([rolled["current-snapshot-id"], rolled["snapshot-log"].length, rolled.snapshots.length]).toEqual([7n, 3, 2]);
    const expired = applyUpdates(rolled, [{ action: "remove-snapshots", "snapshot-ids": [8n] }], 5000);
    expect([expired.snapshots.length, expired["snapshot-log"].map((entry) => entry["snapshot-id"])]).toEqual([1, [7n]]);
    const { "current-snapshot-id": current, refs } = applyUpdates(rolled, [{ action: "remove-snapshot-ref", "ref-name": "main" }], 6000);
    expect([current, refs]).toEqual([undefined, {}]);
  });

  it("refuse a snapshot that others overtook, twice the same one, and a reference to none", () => {
    const once = commit(table, snapshot(7n, 1));
    expect(() => commit(once, snapshot(8n, 1))).toThrow(expect.objectContaining({ kind: "conflict", retryable: true }) as Error);
    expect(() => commit(once, snapshot(7n, 2))).toThrow("in table /t already");
    expect(() => applyUpdates(once, [{ action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": 1n }], 0)).toThrow(
      "no snapshot 1",
    );
    expect(() => applyUpdates(once, [{ action: "set-current-schema", "schema-id": -1 }], 0)).toThrow("none was added");
    expect(() => applyUpdates(once, [{ action: "upgrade-format-version", "format-version": 1 }], 0)).toThrow("cannot go back");
  });

  it("set and remove properties, other refs, the location", () => {
    const changed = applyUpdates(
      commit(table, snapshot(7n, 1)),
      [
        { action: "set-properties", updates: { a: "1", b: "2" } },
        { action: "remove-properties", removals: ["a"] },
        { action: "set-location", location: "/u" },
        { action: "set-snapshot-ref", "ref-name": "audit", type: "tag", "snapshot-id": 7n },
      ],
      0,
    );
    expect(changed).toMatchObject({ properties: { b: "2" }, location: "/u", refs: { audit: { type: "tag" } }, "current-snapshot-id": 7n });
    expect(applyUpdates(changed, [{ action: "remove-snapshot-ref", "ref-name": "audit" }], 0).refs).not.toHaveProperty("audit");
  });
});

describe("requirements", () => {
  const once = commit(table, snapshot(7n, 1));
  const broken: readonly (readonly [TableRequirement, string])[] = [
    [{ type: "assert-create" }, "created meanwhile"],
    [{ type: "assert-table-uuid", uuid: "v" }, "made anew"],
    [{ type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": null }, "snapshot 7"],
    [{ type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": 8n }, "snapshot 7"],
    [{ type: "assert-last-assigned-field-id", "last-assigned-field-id": 4 }, "last field id is 1"],
    [{ type: "assert-current-schema-id", "current-schema-id": 4 }, "schema is 0"],
    [{ type: "assert-last-assigned-partition-id", "last-assigned-partition-id": 1 }, "999"],
    [{ type: "assert-default-spec-id", "default-spec-id": 4 }, "partition spec is 0"],
    [{ type: "assert-default-sort-order-id", "default-sort-order-id": 4 }, "sort order is 0"],
  ];
  it.each(broken.map(([requirement, message]) => ({ requirement, message })))(
    "$requirement.type is a conflict when it does not hold",
    ({ requirement, message }) => {
      expect(() => checkRequirements(once, [requirement], "ns.t")).toThrow(
        expect.objectContaining({ kind: "conflict", retryable: true, message: expect.stringContaining(message) as string }) as Error,
      );
    },
  );

  it("hold when they hold", () => {
    checkRequirements(undefined, [{ type: "assert-create" }], "t");
    checkRequirements(
      once,
      [
        { type: "assert-table-uuid", uuid: "u" },
        { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": 7n },
        { type: "assert-ref-snapshot-id", ref: "other", "snapshot-id": null },
        { type: "assert-default-spec-id", "default-spec-id": 0 },
      ],
      "t",
    );
    expect(() => checkRequirements(undefined, [{ type: "assert-table-uuid", uuid: "u" }], "t")).toThrow("does not exist any more");
  });
});

describe("metadata files", () => {
  it("of version 1 read as version 2 has it", () => {
    const text = `{"format-version":1,"table-uuid":"u","location":"/t","last-updated-ms":1,"last-column-id":1,"schema":{"type":"struct","fields":[{"id":1,"name":"a","type":"long","required":false}]},"partition-spec":[],"current-snapshot-id":-1}`;
    expect(parseMetadata(text, "m")).toMatchObject({
      "current-schema-id": 0,
      schemas: [{ "schema-id": 0 }],
      "partition-specs": [{ "spec-id": 0, fields: [] }],
      snapshots: [],
      refs: {},
    });
    expect(parseMetadata(text, "m")).not.toHaveProperty("current-snapshot-id");
    expect(
      parseMetadata(text.replace(`-1}`, `5,"snapshots":[{"snapshot-id":5,"timestamp-ms":1,"manifest-list":"/l"}]}`), "m"),
    ).toMatchObject({ refs: { main: { "snapshot-id": 5n } }, snapshots: [{ "sequence-number": 0 }] });
  });

  it("that are damaged or of a later version are refused by name", () => {
    for (const text of ["", "{", "[]", "null", `{"format-version":2}`, `{"format-version":3,"location":"/t"}`]) {
      expect(() => parseMetadata(text, "m7")).toThrow(
        expect.objectContaining({ kind: "refused", message: expect.stringContaining("m7") as string }) as Error,
      );
    }
  });

  it("keep what other writers put there", () => {
    const foreign = parseMetadata(renderExactJson({ ...table, statistics: [{ "snapshot-id": 9n }], "x-theirs": 1 }), "m");
    expect(applyUpdates(foreign, [schema(["a", "b"])], 9)).toMatchObject({ statistics: [{ "snapshot-id": 9n }], "x-theirs": 1 });
  });
});
