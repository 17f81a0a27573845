import type { IcebergSnapshot, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { LoadState } from "../kit/target.ts";
import { parseExactJson, renderExactJson } from "./exact-json.ts";
import { lineage, parseMetadata } from "./metadata.ts";

/** Under this key a snapshot's summary, and the table's properties, hold the state of a job. */
export function stateKey(job: string): string {
  return `dativo.state.${job}`;
}

/** How many commits of a job its table property remembers. */
const historyLength = 20;

interface HistoryEntry {
  readonly "snapshot-id": bigint;
  readonly "sequence-number": number;
  /** null: a load that dropped the state (a full refresh without one). */
  readonly state: LoadState | null;
}

/** Reads an earlier metadata file; undefined when it is gone. */
export type ReadEarlier = (location: string) => Promise<string | undefined>;

/**
 * What a job's last load left, as of the current snapshot. Its nearest ancestor that this job committed says so: a rollback
 * takes the state back, commits of others leave it. Where expiry cut the ancestors off (some engines then clear the last
 * one's parent), earlier metadata files tell them and the history in the table's property their states; where those files
 * are gone, the latest entry that is older than the oldest known ancestor counts. Throws `refused` on a damaged state.
 */
export async function readState(metadata: TableMetadata, job: string, readEarlier: ReadEarlier): Promise<LoadState | undefined> {
  const { snapshots } = lineage(metadata, metadata["current-snapshot-id"]);
  const said = snapshots.map((snapshot) => snapshot.summary?.[stateKey(job)]).find((text) => text !== undefined);
  if (said !== undefined) return readSaid(said, metadata.location);
  const oldest = snapshots.at(-1);
  if (oldest === undefined || isFirst(oldest)) return undefined;
  return (await fromHistory(metadata, oldest, readHistory(metadata, job), readEarlier))?.state ?? undefined;
}

/** The first snapshot of a table has no ancestors that could have expired. */
function isFirst(snapshot: IcebergSnapshot): boolean {
  return snapshot["parent-snapshot-id"] === undefined && snapshot["sequence-number"] === 1;
}

async function fromHistory(
  metadata: TableMetadata,
  oldest: IcebergSnapshot,
  history: readonly HistoryEntry[],
  readEarlier: ReadEarlier,
): Promise<HistoryEntry | undefined> {
  if (history.length === 0) return undefined;
  const ancestors = await expiredAncestors(metadata, oldest, new Set(history.map((entry) => entry["snapshot-id"])), readEarlier);
  const known = history.filter((entry) => ancestors.ids.has(entry["snapshot-id"]));
  const before =
    known.length > 0
      ? known
      : ancestors.isWhole
        ? []
        : history.filter((entry) => entry["sequence-number"] < ancestors.oldest["sequence-number"]);
  return before.toSorted((a, b) => a["sequence-number"] - b["sequence-number"]).at(-1);
}

/** Follows parents through the metadata files of the past, the latest first, until one of `wanted` is met or the trail ends. */
async function expiredAncestors(
  metadata: TableMetadata,
  from: IcebergSnapshot,
  wanted: ReadonlySet<bigint>,
  readEarlier: ReadEarlier,
): Promise<{ readonly ids: ReadonlySet<bigint>; readonly oldest: IcebergSnapshot; readonly isWhole: boolean }> {
  const ids = new Set<bigint>();
  let oldest = from;
  const note = (snapshot: IcebergSnapshot): void => {
    oldest = snapshot;
    ids.add(snapshot["snapshot-id"]);
    if (snapshot["parent-snapshot-id"] !== undefined) ids.add(snapshot["parent-snapshot-id"]);
  };
  note(from);
  for (const { "metadata-file": location } of metadata["metadata-log"].toReversed()) {
    if (isFirst(oldest) || [...ids].some((id) => wanted.has(id))) break;
    const text = await readEarlier(location);
    if (text === undefined) continue;
    const earlier = parseMetadata(text, location);
    for (const id of [oldest["snapshot-id"], oldest["parent-snapshot-id"]])
      for (const snapshot of lineage(earlier, id).snapshots) note(snapshot);
  }
  return { ids, oldest, isWhole: isFirst(oldest) };
}

/** What a commit must write so that its state can be found again: a summary entry, and the property that outlives snapshots. */
export interface StateWrite {
  readonly summary: Readonly<Record<string, string>>;
  property(snapshot: { readonly "snapshot-id": bigint; readonly "sequence-number": number }): Readonly<Record<string, string>>;
}

/** The state of a load as its commit writes it; `state` null drops what was there. Entries of snapshots that were rolled back leave the history. */
export function writeState(metadata: TableMetadata, job: string, state: LoadState | null): StateWrite {
  const key = stateKey(job);
  const { snapshots } = lineage(metadata, metadata["current-snapshot-id"]);
  const ancestors = new Set(snapshots.map((snapshot) => snapshot["snapshot-id"]));
  const present = new Set(metadata.snapshots.map((snapshot) => snapshot["snapshot-id"]));
  const oldest = snapshots.at(-1)?.["sequence-number"] ?? metadata["last-sequence-number"] + 1;
  const kept = readHistory(metadata, job).filter(
    (entry) => ancestors.has(entry["snapshot-id"]) || (!present.has(entry["snapshot-id"]) && entry["sequence-number"] < oldest),
  );
  return {
    summary: { [key]: renderExactJson(state) },
    property: (snapshot) => {
      const entry = { "snapshot-id": snapshot["snapshot-id"], "sequence-number": snapshot["sequence-number"], state };
      return { [key]: renderExactJson([...kept, entry].slice(-historyLength)) };
    },
  };
}

/** Whether two states mean the same to the next run; who wrote them does not matter. */
export function sameState(a: LoadState | undefined, b: LoadState | undefined): boolean {
  const essence = (state: LoadState | undefined): string => renderExactJson([state?.cursor ?? null, sorted(state?.source ?? null)]);
  return essence(a) === essence(b);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function readHistory(metadata: TableMetadata, job: string): readonly HistoryEntry[] {
  const text = metadata.properties[stateKey(job)];
  if (text === undefined) return [];
  const value = parseState(text, metadata.location);
  const fits =
    Array.isArray(value) &&
    value.every(
      (entry: Partial<HistoryEntry> | null) =>
        typeof entry?.["snapshot-id"] === "bigint" && typeof entry["sequence-number"] === "number" && isState(entry.state),
    );
  if (fits) return value as HistoryEntry[];
  throw damaged(metadata.location);
}

function readSaid(text: string, location: string): LoadState | undefined {
  const value = parseState(text, location);
  if (isState(value)) return value ?? undefined;
  throw damaged(location);
}

function parseState(text: string, location: string): unknown {
  try {
    return parseExactJson(text, "load state");
  } catch (error) {
    throw damaged(location, error);
  }
}

function isState(value: unknown): value is LoadState | null {
  if (value === null) return true;
  const state: Partial<LoadState> | undefined = typeof value === "object" ? value : undefined;
  return state !== undefined && typeof state.runId === "string" && typeof state.contractVersion === "string";
}

function damaged(location: string, cause?: unknown): DativoError {
  return new DativoError("refused", `the load state kept in table ${location} is damaged`, {
    hint: "start over with --full-refresh",
    context: { location },
    ...(cause === undefined ? {} : { cause }),
  });
}
