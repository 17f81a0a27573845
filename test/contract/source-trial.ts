import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ZodType } from "zod";
import type { SourcePlugin, SourceRequest } from "../../src/kit/source.ts";
import { realWorld } from "../../src/kit/world.ts";
import type { World } from "../../src/kit/world.ts";
import type { Batch, SourceState } from "../../src/spec/batch.ts";

/** A project folder of a test's own, and a source to try on it. Removed by `dispose`. */
export interface SourceTrial {
  readonly root: string;
  readonly scratch: string;
  readonly world: World;
  /** Writes a file below the project's root and returns its absolute path. */
  write(name: string, content: string | Uint8Array): string;
  /** The request for a `source` block as it stands in YAML. */
  request(block: Readonly<Record<string, unknown>>, more?: Partial<SourceRequest>): SourceRequest;
  /** Runs `extract` to its end; `between` is called while each batch is out, as an engine would work on it. */
  extract(
    block: Readonly<Record<string, unknown>>,
    more?: Partial<SourceRequest>,
    between?: (batch: Batch) => unknown,
  ): Promise<{ batches: Batch[]; state: SourceState | undefined }>;
  dispose(): void;
}

/** Makes a trial of a source plugin in a new temporary folder. */
export function sourceTrial(plugin: SourcePlugin, world: World = realWorld()): SourceTrial {
  const root = mkdtempSync(path.join(os.tmpdir(), "dativo-source-"));
  const scratch = path.join(root, ".scratch");
  mkdirSync(scratch);
  const request: SourceTrial["request"] = (block, more) => ({
    config: (plugin.config as ZodType).parse(block),
    root,
    scratch,
    signal: new AbortController().signal,
    ...more,
  });
  return {
    root,
    scratch,
    world,
    request,
    write(name, content) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    async extract(block, more, between) {
      const stream = (await plugin.load()).extract(request(block, more), world);
      const batches: Batch[] = [];
      for (;;) {
        const next = await stream.next();
        if (next.done) return { batches, state: next.value };
        batches.push(next.value);
        await between?.(next.value);
      }
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The names by which the user knows the files of some batches. */
export function originsOf(batches: readonly Batch[]): string[] {
  return batches.flatMap((batch) => batch.files.map((file) => file.origin));
}
