import type { Batch, InputFile, InputFormat, SourceState } from "../../spec/batch.ts";
import { DativoError } from "../error.ts";
import type { SourceRequest } from "../source.ts";
import type { World } from "../world.ts";
import type { InputConfig } from "./config.ts";
import { selectNew } from "./known-files.ts";
import { listFiles } from "./list.ts";
import type { ListedFile } from "./list.ts";

/** A file that was opened and understood: what the engine needs to read it. */
export interface PreparedFile {
  readonly input: InputFile;
  readonly format: InputFormat;
  readonly columns?: readonly string[];
  /** Files with the same text here, and the same format and columns, may share a batch. */
  readonly shape?: string;
  /** Looks at the rest of a file that was only looked into; runs beside the engine and throws `refused`. */
  verify?(signal: AbortSignal): Promise<void>;
}

/** Opens one listed file. Undefined where it holds nothing (0 bytes); throws DativoError where it cannot be read. */
export type PrepareFile = (file: ListedFile) => Promise<PreparedFile | undefined>;

/** A batch is complete at this many files or bytes; a bigger file is a batch of its own. */
const batchFiles = 256;
const batchBytes = 512_000_000;

interface OpenBatch {
  readonly prepared: { readonly file: ListedFile; readonly ready: PreparedFile }[];
  bytes: number;
}

/**
 * Lists, picks what is new, opens file by file and yields batches of files that are alike, in listing order within a batch.
 * After each batch the files are looked at again: one that changed meanwhile is a `conflict`. Staged copies are removed
 * as soon as their batch has been read.
 */
export async function* extractFiles(
  request: SourceRequest,
  world: World,
  prepare: PrepareFile,
): AsyncGenerator<Batch, SourceState | undefined> {
  const config = request.config as InputConfig<unknown>;
  const listed = await listFiles(config, request.root, world);
  const { files, next } = selectNew(listed, request.incremental, request.state, config.options);
  const open = new Map<string, OpenBatch>();
  for (const file of files) {
    request.signal.throwIfAborted();
    const ready = await prepare(file);
    if (!ready) continue;
    const key = JSON.stringify([ready.format, ready.columns ?? null, ready.shape ?? null]);
    const full = addTo(open, key, file, ready);
    if (full) yield* handOver(full, request.signal, world);
  }
  for (const batch of open.values()) yield* handOver(batch, request.signal, world);
  return next;
}

/** Adds a file to the open batch of its kind; returns a batch that is full by now. */
function addTo(open: Map<string, OpenBatch>, key: string, file: ListedFile, ready: PreparedFile): OpenBatch | undefined {
  const before = open.get(key);
  const size = ready.input.sizeBytes;
  if (before && (before.prepared.length >= batchFiles || before.bytes + size > batchBytes)) {
    open.set(key, { prepared: [{ file, ready }], bytes: size });
    return before;
  }
  const batch = before ?? { prepared: [], bytes: 0 };
  batch.prepared.push({ file, ready });
  batch.bytes += size;
  open.set(key, batch);
  return undefined;
}

async function* handOver(open: OpenBatch, signal: AbortSignal, world: World): AsyncGenerator<Batch, void> {
  const stop = new AbortController();
  const verified = verifyAll(open, AbortSignal.any([stop.signal, signal])).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    yield batchOf(open.prepared.map(({ ready }) => ready));
    const refusal = await verified;
    if (refusal) throw refusal.error;
    for (const { file } of open.prepared) await assertUnchanged(file, world);
  } finally {
    stop.abort();
    for (const { file, ready } of open.prepared) if (ready.input.path !== file.path) await world.files.remove(ready.input.path);
  }
}

async function verifyAll(open: OpenBatch, signal: AbortSignal): Promise<void> {
  for (const { ready } of open.prepared) {
    if (signal.aborted) return;
    await ready.verify?.(signal);
  }
}

/** Makes one batch of files that are alike. */
export function batchOf(prepared: readonly PreparedFile[]): Batch {
  const [first] = prepared;
  if (!first) throw new DativoError("bug", "a batch needs at least one file");
  return { files: prepared.map(({ input }) => input), format: first.format, ...(first.columns ? { columns: first.columns } : {}) };
}

/** Throws `conflict` when a file is no longer as it was listed. */
async function assertUnchanged(file: ListedFile, world: World): Promise<void> {
  const now = await world.files.stat(file.path);
  if (now && now.size === file.size && now.modifiedMs === file.modifiedMs) return;
  const what = now ? `${file.size} bytes when listed, ${now.size} now` : "it is gone";
  throw new DativoError("conflict", `${file.origin} changed while it was read (${what}); nothing of it was loaded`, {
    hint: "write files under another name and rename them when they are complete",
    context: { path: file.path },
    retryable: true,
  });
}

/** The listed file as an input that the engine reads in place, or at `staged` where a copy was made. */
export function inputOf(file: ListedFile, staged?: { readonly path: string; readonly size: number }): InputFile {
  return { path: staged?.path ?? file.path, origin: file.origin, sizeBytes: staged?.size ?? file.size, modifiedMs: file.modifiedMs };
}
