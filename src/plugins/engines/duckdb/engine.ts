import type { Engine, EngineOptions, EngineSession } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import { openDuck } from "./connection.ts";
import { stage } from "./stage.ts";

/** DuckDB as an engine: one database in memory per session. */
export const engine: Engine = { open };

async function open(options: EngineOptions, world: World): Promise<EngineSession> {
  await world.files.makeFolder(options.scratch);
  const duck = await openDuck(options);
  return {
    stage: (request) => stage(duck, request, world),
    close: () => duck.close(),
  } as EngineSession;
}
