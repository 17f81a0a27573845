import type { Batch, Incremental, SourceState } from "../spec/batch.ts";
import type { World } from "./world.ts";

/** A place data comes from. The folder's name under plugins/sources is the value that jobs write. */
export interface SourcePlugin {
  readonly name: string;
  /** One sentence for lists and docs. */
  readonly summary: string;
  readonly capabilities: {
    /** Which `source.incremental` strategies it takes; empty for none. */
    readonly incremental: readonly Incremental["strategy"][];
    /** File endings that tell this source's files, before any `.gz` or `.zst`: how `discover FILE` chooses. Empty where it reads none. */
    readonly endings: readonly string[];
    /** Who leaves out rows older than the cursor. */
    readonly cursorFilter: "source" | "engine";
  };
  /** zod schema of the resolved `source` block for this connector, with defaults; its output is `SourceRequest.config`. */
  readonly config: unknown;
  /** Imports the implementation, and with it any heavy library. */
  load(): Promise<Source>;
}

/** What a source is asked for. */
export interface SourceRequest {
  /** Output of the plugin's `config` schema. Relative paths are relative to `root`. */
  readonly config: unknown;
  /** Project root: absolute. */
  readonly root: string;
  /** A folder of this run's own, for staged copies; removed after the run. */
  readonly scratch: string;
  readonly incremental?: Incremental;
  /** What `extract` returned at the end of the last successful run; absent at first and on --full-refresh. */
  readonly state?: SourceState;
  readonly signal: AbortSignal;
}

/** One source at work. Knows nothing of contracts, tables or engines. */
export interface Source {
  /** Really looks: files exist and open, headers read. Throws DativoError; returns facts to show. */
  check(request: SourceRequest, world: World): Promise<{ readonly facts: readonly string[] }>;
  /** The objects (file groups, tables) that can be read, each with a small batch for the engine to sample. */
  discover(request: SourceRequest, world: World): Promise<readonly DiscoveredObject[]>;
  /**
   * Yields batches, each complete when yielded and readable until the next is asked for; returns the state to keep when the load commits.
   * No batch means nothing new, or an empty source: success.
   */
  extract(request: SourceRequest, world: World): AsyncGenerator<Batch, SourceState | undefined>;
}

/** Something that can be read, with a small batch to look into. */
export interface DiscoveredObject {
  readonly name: string;
  readonly origin: string;
  readonly sample: Batch;
}
