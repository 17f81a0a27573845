import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { plugins } from "../plugins/index.gen.ts";
import type { Parts } from "../run/load-request.ts";
import type { OpenedJob } from "./open-job.ts";

/** Loads the plugins that a job names and opens its table. */
export async function openParts({ job }: OpenedJob, world: World): Promise<Parts> {
  const [source, engine, target] = await Promise.all([
    chosen(plugins.sources, job.source.connector, "source").load(),
    chosen(plugins.engines, job.engine.name, "engine").load(),
    chosen(plugins.targets, job.target.connector, "target").load(),
  ]);
  return {
    source,
    engine,
    target: await target.open({ config: job.target.config, root: job.root, table: job.target.table, job: job.name, plugins }, world),
  };
}

/** Resolving has checked the name; a miss here is ours. */
function chosen<T>(known: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = known[name];
  if (found) return found;
  throw new DativoError("bug", `no ${what} plugin is called ${name}`, { hint: `there are ${Object.keys(known).join(", ")}` });
}
