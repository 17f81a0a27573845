import type { SnapshotSummary } from "../spec/iceberg.ts";
import type { ContentFile } from "./manifest.ts";
import { partitionKey } from "./partition-key.ts";

/** Files that a snapshot adds and leaves out. */
export interface Changed {
  readonly added: readonly ContentFile[];
  readonly removed: readonly ContentFile[];
  /** Whether nothing of the earlier snapshot remains. */
  readonly everything: boolean;
}

const totalKeys = [
  "total-records",
  "total-files-size",
  "total-data-files",
  "total-delete-files",
  "total-position-deletes",
  "total-equality-deletes",
] as const;
type Totals = Record<(typeof totalKeys)[number], number>;

/**
 * The summary of a snapshot with the keys that other engines expect (specification, Appendix F): what was added and deleted
 * where it is not zero, and totals. `liveBefore` is asked only when the earlier summary has no totals.
 */
export async function summarizeSnapshot(
  changed: Changed,
  before: SnapshotSummary | undefined,
  liveBefore: () => Promise<readonly ContentFile[]>,
  facts: Readonly<Record<string, string>>,
): Promise<SnapshotSummary> {
  const start = changed.everything ? count([]) : (readTotals(before) ?? count(await liveBefore()));
  const plus = count(changed.added);
  const minus = changed.everything ? count([]) : count(changed.removed);
  const totals = Object.fromEntries(totalKeys.map((key) => [key, String(start[key] + plus[key] - minus[key])]));
  const partitions = new Set([...changed.added, ...changed.removed].map((file) => partitionKey(file.partition)));
  return {
    operation: operationOf(changed),
    ...facts,
    ...counts("added", changed.added),
    ...counts("deleted", changed.removed),
    ...nonZero("changed-partition-count", partitions.size),
    ...totals,
  };
}

/** `append` only adds rows, `delete` only takes some away; all else is `overwrite`. */
function operationOf(changed: Changed): string {
  const onlyData = changed.added.every((file) => file.content === "data");
  if (changed.removed.length === 0)
    return onlyData ? "append" : changed.added.some((file) => file.content === "data") ? "overwrite" : "delete";
  return changed.added.length === 0 ? "delete" : "overwrite";
}

function count(files: readonly ContentFile[]): Totals {
  const of = (content: ContentFile["content"]): readonly ContentFile[] => files.filter((file) => file.content === content);
  return {
    "total-records": rows(of("data")),
    "total-files-size": bytes(files),
    "total-data-files": of("data").length,
    "total-delete-files": files.length - of("data").length,
    "total-position-deletes": rows(of("position-deletes")),
    "total-equality-deletes": rows(of("equality-deletes")),
  };
}

function rows(files: readonly ContentFile[]): number {
  return files.reduce((sum, file) => sum + file.rows, 0);
}

function bytes(files: readonly ContentFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function readTotals(summary: SnapshotSummary | undefined): Totals | undefined {
  if (summary === undefined) return count([]);
  const values = totalKeys.map((key) => Number(summary[key] ?? Number.NaN));
  if (!values.every((value) => Number.isSafeInteger(value) && value >= 0)) return undefined;
  return Object.fromEntries(totalKeys.map((key, index) => [key, values[index]!])) as Totals;
}

function counts(kind: "added" | "deleted", files: readonly ContentFile[]): Record<string, string> {
  const totals = count(files);
  const deletes = kind === "added" ? "added" : "removed";
  return {
    ...nonZero(`${kind}-data-files`, totals["total-data-files"]),
    ...nonZero(`${kind}-records`, totals["total-records"]),
    ...nonZero(`${deletes}-files-size`, totals["total-files-size"]),
    ...nonZero(`${deletes}-delete-files`, totals["total-delete-files"]),
    ...nonZero(`${deletes}-position-delete-files`, files.filter((file) => file.content === "position-deletes").length),
    ...nonZero(`${deletes}-position-deletes`, totals["total-position-deletes"]),
    ...nonZero(`${deletes}-equality-deletes`, totals["total-equality-deletes"]),
  };
}

function nonZero(key: string, value: number): Record<string, string> {
  return value === 0 ? {} : { [key]: String(value) };
}
