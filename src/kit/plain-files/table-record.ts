import { z } from "zod";
import type { DataType } from "../../spec/data-type.ts";
import { DativoError } from "../error.ts";
import type { World } from "../world.ts";

/** Paths in a record lie below the namespace's folder and never climb out of it. */
const innerPath = z.string().refine((text) => text !== "" && !text.startsWith("/") && !text.split("/").includes(".."));

const recordedFile = z.strictObject({
  path: innerPath,
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  partition: z.array(z.string().nullable()).readonly(),
});

const loadState = z.strictObject({
  cursor: z.strictObject({ column: z.string(), value: z.string() }).optional(),
  source: z.record(z.string(), z.unknown()).optional(),
  runId: z.string(),
  contractVersion: z.string(),
});

const texts = z.record(z.string(), z.string());

const tableRecord = z.strictObject({
  format_version: z.literal(1),
  sequence: z.number().int().positive(),
  format: z.enum(["parquet", "csv", "json"]),
  run_id: z.string(),
  committed_at: z.string(),
  contract: z.strictObject({ id: z.string(), name: z.string(), version: z.string() }),
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.custom<DataType>((value) => typeof value === "object" && value !== null && "kind" in value),
        required: z.boolean(),
        doc: z.string().optional(),
      }),
    )
    .readonly(),
  /** `day(at)`: transform and column, in the order of the folders. */
  partitioning: z.array(z.string()).readonly(),
  files: z.array(recordedFile).readonly(),
  quarantine: z.strictObject({ sequence: z.number().int().nonnegative(), files: z.array(recordedFile).readonly() }),
  states: z.record(z.string(), loadState),
  properties: texts,
  summary: texts,
  /** What is still to be done on disk; absent once it has been done. */
  pending: z
    .strictObject({
      moves: z.array(z.strictObject({ from: innerPath, to: innerPath })).readonly(),
      removals: z.array(innerPath).readonly(),
    })
    .optional(),
});

/**
 * One version of a plain-file table: its files, columns, quarantine and the state of its jobs. A version exists from the
 * moment its record is created, in one step; what `pending` names is then carried out, and can be at any later time.
 */
export type TableRecord = z.infer<typeof tableRecord>;
/** One file of a table: its path below the namespace's folder, and what it holds. */
export type RecordedFile = z.infer<typeof recordedFile>;

const recordName = /^v(\d{8})\.json$/;

/** Path of a version's record in the table's `.dativo` folder. */
export function recordPath(folder: string, sequence: number): string {
  return `${folder}/v${String(sequence).padStart(8, "0")}.json`;
}

/** Numbers of the versions whose records are there, ascending. */
export async function recordedVersions(folder: string, world: World): Promise<number[]> {
  return (await world.files.names(folder)).flatMap((name) => recordName.exec(name)?.[1] ?? []).map(Number);
}

/** The newest version; undefined where there is none. A record that cannot be read is `refused`, never taken for none. */
export async function latestRecord(folder: string, world: World): Promise<TableRecord | undefined> {
  const newest = (await recordedVersions(folder, world)).at(-1);
  return newest === undefined ? undefined : parseRecord(await world.files.readText(recordPath(folder, newest)), recordPath(folder, newest));
}

function parseRecord(text: string, path: string): TableRecord {
  try {
    return tableRecord.parse(JSON.parse(text));
  } catch (error) {
    throw new DativoError("refused", `the table's record ${path} is damaged: nothing is known of its rows and cursors until it is mended`, {
      hint: "restore the file from a backup; or move the table's folder away and run again with --full-refresh",
      context: { path },
      cause: error,
    });
  }
}

/** Text of a record's file. */
export function renderRecord(record: TableRecord): string {
  return `${JSON.stringify(record, undefined, 1)}\n`;
}
