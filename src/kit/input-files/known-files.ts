import { createHash } from "node:crypto";
import { z } from "zod";
import type { Incremental, SourceState } from "../../spec/batch.ts";
import { DativoError } from "../error.ts";
import type { ListedFile } from "./list.ts";

const dayMs = 86_400_000;
/** File systems keep times to two seconds at the coarsest (FAT): files this near to the latest may still get company. */
const coarsestClockMs = 2_000;
/** Beyond this many, the oldest files outside the lookback are remembered by a time limit alone. */
const rememberedFiles = 500;

const timesState = z.strictObject({
  kind: z.literal("file_modified_time"),
  /** Latest modification time of any file that was read. */
  watermark_ms: z.number(),
  /** Files not after this were read, whether or not `seen` still names them. */
  floor_ms: z.number().nullable(),
  /** Fingerprint of key, size and time -> modification time in whole milliseconds. */
  seen: z.record(z.string(), z.number()),
});
type TimesState = z.infer<typeof timesState>;
const listingState = z.strictObject({ kind: z.literal("listing"), fingerprint: z.string() });

/** Which of the listed files an incremental run has to read, and what to remember when the load commits. */
export interface Selection {
  readonly files: readonly ListedFile[];
  readonly next: SourceState | undefined;
}

/**
 * Picks the files that are new since `state`. Pure.
 * `file_modified_time`: each version of a file (its key, size and time) is read once. Versions are told by fingerprint, not by
 * being later than the last, so a clock that went backwards loses nothing; memory is bounded by forgetting the oldest,
 * never those within `lookback` days of the latest.
 * `cursor`: all files, unless the listing and `options` are exactly those of the last run: then none.
 */
export function selectNew(
  listed: readonly ListedFile[],
  incremental: Incremental | undefined,
  state: SourceState | undefined,
  options: unknown,
): Selection {
  if (incremental === undefined) return { files: listed, next: undefined };
  if (incremental.strategy === "cursor") return selectByListing(listed, incremental, state, options);
  const before = parseTimes(state);
  const fresh = listed.filter((file) => isNew(file, before));
  return { files: fresh, next: fresh.length === 0 ? state : remember(before, fresh, incremental.lookback) };
}

function selectByListing(
  listed: readonly ListedFile[],
  incremental: Incremental,
  state: SourceState | undefined,
  options: unknown,
): Selection {
  const facts = listed.map((file) => [file.key, file.size, file.modifiedMs]);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([facts, incremental.cursorField ?? null, options]))
    .digest("base64url");
  const before = state?.["kind"] === "listing" ? parse(listingState, state) : undefined;
  return { files: before?.fingerprint === fingerprint ? [] : listed, next: { kind: "listing", fingerprint } };
}

function parseTimes(state: SourceState | undefined): TimesState | undefined {
  return state?.["kind"] === undefined || state["kind"] === "listing" ? undefined : parse(timesState, state);
}

function parse<T>(schema: z.ZodType<T>, state: SourceState): T {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new DativoError("refused", "the source's saved state cannot be read: it is damaged, or a newer version wrote it", {
    hint: "run once with --full-refresh to start over",
    cause: parsed.error,
  });
}

function isNew(file: ListedFile, before: TimesState | undefined): boolean {
  if (!before) return true;
  if (before.floor_ms !== null && Math.floor(file.modifiedMs) <= before.floor_ms) return false;
  return before.seen[fingerprintOf(file)] === undefined;
}

function fingerprintOf(file: ListedFile): string {
  return createHash("sha256")
    .update(JSON.stringify([file.key, file.size, file.modifiedMs]))
    .digest("base64url")
    .slice(0, 12);
}

function remember(before: TimesState | undefined, fresh: readonly ListedFile[], lookback: number): TimesState {
  const added = fresh.map((file): [string, number] => [fingerprintOf(file), Math.floor(file.modifiedMs)]);
  const all = [...Object.entries(before?.seen ?? {}), ...added].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const watermark = Math.max(before?.watermark_ms ?? Number.NEGATIVE_INFINITY, all[0]![1]);
  const keepFrom = watermark - Math.max(lookback * dayMs, coarsestClockMs);
  const kept = all.filter(([, time], index) => index < rememberedFiles || time >= keepFrom);
  const floor = all.length > kept.length ? all[kept.length]![1] : undefined;
  return {
    kind: "file_modified_time",
    watermark_ms: watermark,
    floor_ms: floor === undefined ? (before?.floor_ms ?? null) : Math.max(floor, before?.floor_ms ?? floor),
    seen: Object.fromEntries(kept.filter(([, time]) => floor === undefined || time > floor)),
  };
}
