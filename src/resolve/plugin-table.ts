import type { EnginePlugin } from "../kit/engine.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import type { SourcePlugin } from "../kit/source.ts";
import type { TargetPlugin } from "../kit/target.ts";

/** The plugins that jobs may name, by name. */
export interface PluginTable {
  readonly sources: Readonly<Record<string, SourcePlugin>>;
  readonly targets: Readonly<Record<string, TargetPlugin>>;
  readonly engines: Readonly<Record<string, EnginePlugin>>;
  readonly runtimes: Readonly<Record<string, RuntimePlugin>>;
}
