import type { Engine, EngineOptions, EngineSession } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import { openDuck } from "./connection.ts";
import { infer } from "./infer.ts";
import { matchKeys } from "./match-keys.ts";
import { readRows } from "./read-rows.ts";
import { rewrite } from "./rewrite.ts";
import { settle } from "./settle.ts";
import { stage } from "./stage.ts";
import { writeQuarantine } from "./write-quarantine.ts";

/** DuckDB as an engine: one database in memory per session. */
export const engine: Engine = { open };

async function open(options: EngineOptions, world: World): Promise<EngineSession> {
  await world.files.makeFolder(options.scratch);
  const duck = await openDuck(options);
  return {
    infer: (batch) => infer(duck, batch),
    stage: (request) => stage(duck, request, world),
    settle: (request) => settle(duck, request, world),
    matchKeys: (request) => matchKeys(duck, request, world),
    writeQuarantine: (rows, layout, known) => writeQuarantine(duck, { rows, layout, known }, world),
    readRows: (scan, wanted) => readRows(duck, scan, wanted),
    rewrite: (scan, layout, without) => rewrite(duck, scan, layout, world, without),
    close: () => duck.close(),
  };
}
