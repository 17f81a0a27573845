import type { Batch, SourceState } from "../spec/batch.ts";
import type { StagedBatch } from "../spec/outcome.ts";
import type { StageRequest } from "../kit/engine.ts";
import type { LoadState } from "../kit/target.ts";
import type { WriteLayout } from "../spec/data-file.ts";
import type { World } from "../kit/world.ts";
import { cursorFilter } from "./cursor-window.ts";
import type { LazyEngine } from "./lazy-engine.ts";
import type { LoadRequest, LoadStage, Parts } from "./load-request.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Every batch of a load, converted and judged, none visible yet. */
export interface Staging {
  readonly batches: readonly { readonly request: StageRequest; readonly staged: StagedBatch }[];
  /** What the source wants to remember; absent when the load was cut short. */
  readonly sourceState: SourceState | undefined;
  readonly bytesRead: number;
}

/** Who takes part in staging. */
export interface Staff {
  readonly parts: Parts;
  readonly engine: LazyEngine;
  readonly watch: Stopwatch<LoadStage>;
  readonly world: World;
}

/** Asks the source for one batch after the other and has each converted and judged; stops early when a limit is reached. */
export async function stageBatches(
  request: LoadRequest,
  layout: WriteLayout,
  previous: LoadState | undefined,
  staff: Staff,
): Promise<Staging> {
  const { parts, watch, world } = staff;
  const batches: { request: StageRequest; staged: StagedBatch }[] = [];
  let bytesRead = 0;
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  request.emit({ type: "extraction_started", connector: request.job.source.connector });
  const stream = parts.source.extract(sourceRequest(request, previous), world);
  for (;;) {
    const next = await watch.time("extract", () => stream.next());
    if (next.done) return tellExtracted(request, watch, { batches, sourceState: next.value, bytesRead });
    request.signal.throwIfAborted();
    bytesRead += bytesOf(next.value);
    const one = await stageBatch(request, next.value, { layout, previous, index: batches.length, left }, staff);
    batches.push(one);
    left -= one.staged.read;
    if (left > 0) continue;
    await stream.return(undefined);
    return tellExtracted(request, watch, { batches, sourceState: undefined, bytesRead });
  }
}

function tellExtracted({ emit }: LoadRequest, watch: Stopwatch<LoadStage>, staging: Staging): Staging {
  const { batches, bytesRead } = staging;
  if (batches.length === 0) emit({ type: "no_batches_extracted" });
  else {
    const files = batches.reduce((sum, { request }) => sum + request.batch.files.length, 0);
    const { extract, convert } = watch.seconds();
    emit({ type: "extraction_complete", batches: batches.length, files, bytes: bytesRead, seconds: extract + convert });
  }
  return staging;
}

function sourceRequest({ job, scratch, signal }: LoadRequest, previous: LoadState | undefined) {
  return {
    config: job.source.config,
    root: job.root,
    scratch,
    signal,
    ...(job.incremental ? { incremental: job.incremental } : {}),
    ...(previous?.source ? { state: previous.source } : {}),
  };
}

interface Turn {
  readonly layout: WriteLayout;
  readonly previous: LoadState | undefined;
  readonly index: number;
  readonly left: number;
}

async function stageBatch(
  request: LoadRequest,
  batch: Batch,
  turn: Turn,
  { engine, watch }: Staff,
): Promise<{ request: StageRequest; staged: StagedBatch }> {
  const { job, plan, emit } = request;
  emit({ type: "batch_extracted", batch: turn.index, files: batch.files.length, bytes: bytesOf(batch) });
  const stage: StageRequest = {
    batch,
    index: turn.index,
    plan,
    policy: job.schema_validation_mode,
    extraColumns: job.source.extra_columns,
    layout: turn.layout,
    ...cursorFilter(job, plan, turn.previous),
    ...(Number.isFinite(turn.left) ? { limit: turn.left } : {}),
  };
  const staged = await watch.time("convert", async () => (await engine.session()).stage(stage));
  const bytes = staged.files.reduce((sum, file) => sum + file.bytes, 0);
  emit({
    type: "batch_written",
    batch: turn.index,
    rows: staged.landed,
    rejected: staged.rejects.count,
    files: staged.files.length,
    bytes,
  });
  return { request: stage, staged };
}

function bytesOf(batch: Batch): number {
  return batch.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
