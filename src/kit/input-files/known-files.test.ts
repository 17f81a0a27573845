import fc from "fast-check";
import { expect, test } from "vitest";
import type { SourceState } from "../../spec/batch.ts";
import { selectNew } from "./known-files.ts";
import type { ListedFile } from "./list.ts";

const file = (key: string, modifiedMs: number, size = 10): ListedFile => ({
  path: `/${key}`,
  origin: key,
  key,
  object: undefined,
  size,
  modifiedMs,
});
const byTime = { strategy: "file_modified_time", lookback: 0 } as const;
const day = 86_400_000;

/** State goes through JSON between runs. */
const kept = (state: SourceState | undefined): SourceState | undefined =>
  state === undefined ? undefined : (JSON.parse(JSON.stringify(state)) as SourceState);

test("without an incremental strategy every file is read and nothing remembered", () => {
  expect(selectNew([file("a", 1)], undefined, undefined, {})).toEqual({ files: [file("a", 1)], next: undefined });
});

test("each version of each file is read exactly once, in whatever order times come", () => {
  const version = fc.record({
    key: fc.constantFrom("a", "b", "c", "d"),
    modifiedMs: fc.integer({ min: 0, max: 10 * day }),
    size: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(version, { selector: ({ key }) => key, maxLength: 4 }), { maxLength: 12 }), (listings) => {
      let state: SourceState | undefined;
      const read: string[] = [];
      const shown = new Set<string>();
      for (const listing of listings) {
        const { files, next } = selectNew(
          listing.map(({ key, modifiedMs, size }) => file(key, modifiedMs, size)),
          byTime,
          kept(state),
          {},
        );
        state = next;
        for (const one of files) read.push(JSON.stringify(one));
        for (const { key, modifiedMs, size } of listing) shown.add(JSON.stringify(file(key, modifiedMs, size)));
      }
      expect(new Set(read)).toEqual(shown);
      expect(read.length).toBe(shown.size);
    }),
  );
});

test("what is remembered stays bounded, and files that were read stay read", () => {
  const listing = Array.from({ length: 5_000 }, (_, index) => file(`f${index}`, index * day));
  const first = selectNew(listing, byTime, undefined, {});
  expect(JSON.stringify(first.next).length).toBeLessThan(20_000);
  const second = selectNew([...listing, file("new", 5_000 * day)], byTime, kept(first.next), {});
  expect(second.files.map(({ key }) => key)).toEqual(["new"]);
});

test("files within the lookback are remembered one by one, beyond any bound", () => {
  const listing = Array.from({ length: 3_000 }, (_, index) => file(`f${index}`, 100 * day + index));
  const { next } = selectNew(listing, { ...byTime, lookback: 1 }, undefined, {});
  const late = selectNew([...listing, file("late", 99.5 * day)], { ...byTime, lookback: 1 }, kept(next), {});
  expect(late.files.map(({ key }) => key)).toEqual(["late"]);
});

test("times with fractions survive the way through JSON", () => {
  const { next } = selectNew([file("a", 1795243407400.5566)], byTime, undefined, {});
  expect(selectNew([file("a", 1795243407400.5566)], byTime, kept(next), {}).files).toEqual([]);
});

test("with a cursor, changed options or another cursor column read everything again", () => {
  const cursor = { strategy: "cursor", cursorField: "id", lookback: 0 } as const;
  const { next } = selectNew([file("a", 1)], cursor, undefined, { delimiter: ";" });
  const again = (incremental: typeof cursor | { strategy: "cursor"; cursorField: string; lookback: number }, options: unknown): number =>
    selectNew([file("a", 1)], incremental, kept(next), options).files.length;
  expect(again(cursor, { delimiter: ";" })).toBe(0);
  expect(again(cursor, { delimiter: "," })).toBe(1);
  expect(again({ ...cursor, cursorField: "at" }, { delimiter: ";" })).toBe(1);
});

test("state of the other strategy counts as none", () => {
  const cursor = { strategy: "cursor", cursorField: "id", lookback: 0 } as const;
  const times = selectNew([file("a", 1)], byTime, undefined, {}).next;
  const listing = selectNew([file("a", 1)], cursor, undefined, {}).next;
  expect(selectNew([file("a", 1)], cursor, kept(times), {}).files.length).toBe(1);
  expect(selectNew([file("a", 1)], byTime, kept(listing), {}).files.length).toBe(1);
});

test.each([[{ kind: "file_modified_time", watermark_ms: "soon" }], [{ kind: "listing" }], [{ kind: "from the future" }]])(
  "damaged state %j is said, never taken for none",
  (state) => {
    const incremental = state.kind === "listing" ? ({ strategy: "cursor", lookback: 0 } as const) : byTime;
    expect(() => selectNew([file("a", 1)], incremental, state, {})).toThrow("the source's saved state cannot be read");
  },
);
