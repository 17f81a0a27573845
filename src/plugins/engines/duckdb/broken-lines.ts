import type { World } from "../../../kit/world.ts";
import type { InputFile } from "../../../spec/batch.ts";
import type { RejectedRow } from "../../../spec/outcome.ts";
import { inSourceOrder, type Duck } from "./connection.ts";
import { csvRows } from "./csv-rows.ts";
import { valuesSql, type RawRows } from "./judge-sql.ts";
import { lineByLine } from "./record-lines.ts";
import type { Suspects } from "./suspects.ts";
import { literal } from "./sql-text.ts";
import type { UnreadableRecord } from "./unreadable-records.ts";

/** The broken records of a batch of plain CSV files, copied byte for byte into one small file. */
export interface BrokenLines {
  /** The copied records, with their number `n` from 0 beside the raw columns. */
  readonly raw: RawRows;
  /** Of record `n`: the index of its file in the batch, and its line. */
  readonly places: readonly { readonly file: number; readonly line: number }[];
  /** Unreadable records among them in source order: `n` of the broken record that each stands before. */
  readonly unreadable: readonly { readonly before: number; readonly row: RejectedRow }[];
  remove(): Promise<void>;
}

const newline = 0x0a;

/**
 * Copies the records that broke a rule out of their files: one pass of the engine, over the columns of the broken rules alone,
 * says which they are, and one pass over the bytes finds their lines. Undefined for batches where a record may be more or
 * less than a line (compressed files, quoted line breaks, blank lines): those have to be read whole.
 */
export async function copyBrokenLines(
  duck: Duck,
  suspects: Suspects,
  records: readonly UnreadableRecord[],
  world: World,
): Promise<BrokenLines | undefined> {
  const { batch } = suspects.request;
  if (batch.format.kind !== "csv" || batch.format.compression !== "none") return undefined;
  const side = `${duck.options.scratch}/marks-${duck.next()}.parquet`;
  const copy = `${duck.options.scratch}/broken-${duck.next()}.csv`;
  const places: { file: number; line: number }[] = [];
  const unreadable: { before: number; row: RejectedRow }[] = [];
  const marks = await markFiles(duck, suspects, side);
  const walk: Walk = { marks, records, header: batch.format.header ? 1 : 0, places, unreadable };
  let whole = true;
  await world.files.writeStream(
    copy,
    (async function* () {
      for (const index of batch.files.keys()) whole = (yield* brokenOf(batch.files, index, walk, world)) && whole;
    })(),
  );
  await world.files.remove(side);
  if (whole) return { raw: rawOf(duck, suspects, copy), places, unreadable, remove: () => world.files.remove(copy) };
  await world.files.remove(copy);
  return undefined;
}

/** By file: how many rows it gave, and the ordinals of those that broke a rule. */
type Marks = ReadonlyMap<string, { readonly rows: number; readonly broken: readonly number[] }>;

interface Walk {
  readonly marks: Marks;
  readonly records: readonly UnreadableRecord[];
  readonly header: number;
  readonly places: { file: number; line: number }[];
  readonly unreadable: { before: number; row: RejectedRow }[];
}

async function markFiles(duck: Duck, { request, input, skip, failing }: Suspects, side: string): Promise<Marks> {
  const out = [...(input.again.blank === undefined ? [] : [input.again.blank]), ...(skip === undefined ? [] : [skip])];
  const never = out.map((condition) => `WHEN ${condition} THEN NULL `).join("");
  const verdict =
    failing.length === 0
      ? "NULL::BOOLEAN"
      : `CASE ${never}WHEN ${failing.map((check) => `(${check.ok})`).join(" AND ")} THEN NULL ELSE true END`;
  const rows = valuesSql(input.again, ["file"]);
  const limited =
    request.limit === undefined
      ? rows
      : `SELECT * FROM (${rows}) WHERE ${out.length === 0 ? "true" : `NOT coalesce(${out.join(" OR ")}, false)`} LIMIT ${request.limit}`;
  const where = { action: "find the broken rows", folder: duck.options.scratch };
  await inSourceOrder(duck, () =>
    duck.run(`COPY (SELECT file, ${verdict} AS bad FROM (${limited})) TO ${literal(side)} (FORMAT parquet, COMPRESSION snappy)`, where),
  );
  const spans = await duck.rows(
    `SELECT file, min(file_row_number) AS first, count(*) AS n FROM read_parquet(${literal(side)}, file_row_number = true) GROUP BY file`,
    where,
  );
  const marks = new Map(
    spans.map((span) => [String(span["file"]), { rows: Number(span["n"]), first: Number(span["first"]), broken: [] as number[] }]),
  );
  for await (const block of duck.blocks(
    `SELECT file, file_row_number AS n FROM read_parquet(${literal(side)}, file_row_number = true) WHERE bad ORDER BY n`,
    where,
  )) {
    for (const row of block) {
      const mark = marks.get(String(row["file"]))!;
      mark.broken.push(Number(row["n"]) - mark.first);
    }
  }
  return marks;
}

/** Yields the broken records of one file; returns false when its records are not its lines. */
async function* brokenOf(files: readonly InputFile[], index: number, walk: Walk, world: World): AsyncGenerator<Uint8Array, boolean> {
  const file = files[index]!;
  const mark = walk.marks.get(file.path) ?? { rows: 0, broken: [] };
  const dropped = walk.records.filter((record) => record.path === file.path);
  if (mark.broken.length === 0 && dropped.length === 0) return true;
  const lines = lineByLine(
    dropped.map((record) => record.record),
    walk.header,
  );
  const wanted = mark.broken.map((ordinal) => lines.ofRow(ordinal));
  let nextDropped = 0;
  for (const line of wanted) {
    nextDropped = passUnreadable(dropped, nextDropped, line, file, walk);
    walk.places.push({ file: index, line });
  }
  passUnreadable(dropped, nextDropped, Number.POSITIVE_INFINITY, file, walk);
  const counted = yield* linesOf(world.files.stream(file.path), wanted);
  return counted === walk.header + mark.rows + dropped.length;
}

function passUnreadable(
  dropped: readonly UnreadableRecord[],
  from: number,
  line: number,
  file: InputFile,
  { places, unreadable }: Walk,
): number {
  let next = from;
  for (; next < dropped.length && dropped[next]!.record < line; next++) {
    const { row, record } = dropped[next]!;
    unreadable.push({ before: places.length, row: { ...row, source_file: file.origin, source_line: record } });
  }
  return next;
}

/** Yields the wanted lines (1-based, ascending), each with its line break; returns how many lines there are. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>, wanted: readonly number[]): AsyncGenerator<Uint8Array, number> {
  let line = 1;
  let next = 0;
  let open: Uint8Array[] = [];
  let last = newline;
  for await (const piece of bytes) {
    let start = 0;
    const found: Uint8Array[] = [];
    for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, start)) {
      if (line === wanted[next]) {
        found.push(...open, piece.subarray(start, at + 1));
        open = [];
        next += 1;
      }
      line += 1;
      start = at + 1;
    }
    if (line === wanted[next] && start < piece.length) open.push(piece.slice(start));
    if (piece.length > 0) last = piece[piece.length - 1]!;
    if (found.length > 0) yield Buffer.concat(found);
  }
  if (open.length > 0) yield Buffer.concat([...open, Uint8Array.of(newline)]);
  return last === newline ? line - 1 : line;
}

/** The copied records are read as the batch was; they have no header. */
function rawOf(duck: Duck, { request }: Suspects, copy: string): RawRows {
  const { batch } = request;
  const file: InputFile = { path: copy, origin: copy, sizeBytes: 0, modifiedMs: 0 };
  const format = batch.format.kind === "csv" ? { ...batch.format, header: false } : batch.format;
  const { again } = csvRows(duck, { ...request, batch: { ...batch, files: [file], format }, extraColumns: "ignore" });
  return { ...again, from: `(SELECT *, row_number() OVER () - 1 AS n FROM ${again.from})` };
}
