import type { World } from "../kit/world.ts";

/** Adds up seconds by stage. */
export interface Stopwatch<Stage extends string> {
  time<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** Seconds so far; a stage that never ran has 0. */
  seconds(): Record<Stage, number>;
}

/** A stopwatch for the named stages. */
export function stopwatch<Stage extends string>(stages: readonly Stage[], world: World): Stopwatch<Stage> {
  const spent = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  return {
    async time(stage, work) {
      const start = world.clock.monotonic();
      try {
        return await work();
      } finally {
        spent[stage] += (world.clock.monotonic() - start) / 1000;
      }
    },
    seconds: () => ({ ...spent }),
  };
}
