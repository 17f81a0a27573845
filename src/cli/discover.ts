import path from "node:path";
import type { ZodType } from "zod";
import { plainNames } from "../contracts/column-names.ts";
import { contractFromColumns } from "../contracts/write-contract.ts";
import { renderType } from "../contracts/compare-types.ts";
import type { InferredColumn } from "../kit/engine.ts";
import { DativoError } from "../kit/error.ts";
import type { SourcePlugin, SourceRequest } from "../kit/source.ts";
import type { World } from "../kit/world.ts";
import { plugins } from "../plugins/index.gen.ts";
import { lazyEngine } from "../run/lazy-engine.ts";
import { textOption, type Action, type Context, type Invocation } from "./command.ts";
import { sourceOfJob } from "./source-of-job.ts";
import { textTable } from "./text-table.ts";

/** A source to look at. */
interface Looked {
  readonly connector: string;
  readonly plugin: SourcePlugin;
  readonly config: unknown;
  readonly root: string;
}

/** One object with the columns that its sample suggests. */
interface Found {
  readonly name: string;
  readonly origin: string;
  readonly columns: readonly InferredColumn[];
}

/** `dativo discover`: looks at a file or at a job's source; writes the contract with --write. */
export const action: Action = async (invocation, context) => {
  const { world } = context;
  const looked = await chosenSource(invocation, world);
  if (!looked) return 2;
  const wanted = textOption(invocation, "object");
  const found = (await look(looked, context)).filter((one) => wanted === undefined || one.name === wanted);
  if (found.length === 0)
    throw new DativoError("not_found", wanted === undefined ? "the source has no objects" : `the source has no object '${wanted}'`);
  const write = textOption(invocation, "write");
  if (write !== undefined)
    return writeContract(found, looked.connector, path.resolve(world.cwd, write), invocation.options["force"] === true, world);
  if (invocation.options["json"] === true) world.terminal.out(`${JSON.stringify({ objects: found, count: found.length }, undefined, 2)}\n`);
  else world.terminal.out(found.map(describe).join("\n"));
  return 0;
};

async function chosenSource(invocation: Invocation, world: World): Promise<Looked | undefined> {
  const config = textOption(invocation, "config");
  const file = invocation.args[0];
  if ((config === undefined) === (typeof file !== "string"))
    throw new DativoError("refused", "discover takes a file or --config JOB, one of them");
  if (typeof file !== "string") return sourceOfJob(config!, world);
  const connector = textOption(invocation, "connector") ?? byEnding(file);
  const plugin = plugins.sources[connector];
  if (!plugin)
    throw new DativoError("not_found", `there is no connector '${connector}'`, {
      hint: `sources: ${Object.keys(plugins.sources).join(", ")}`,
    });
  return { connector, plugin, root: world.cwd, config: (plugin.config as ZodType).parse({ files: [{ path: file }] }) };
}

/** The source whose files end like this one, compression aside. */
function byEnding(file: string): string {
  const bare = file.toLowerCase().replace(/\.(gz|zst|zstd)$/, "");
  const found = Object.entries(plugins.sources).find(([, { capabilities }]) =>
    capabilities.endings.some((ending) => bare.endsWith(ending)),
  );
  if (found) return found[0];
  throw new DativoError("refused", `no source knows the ending of ${file}`, {
    hint: `say which one with --connector: ${Object.keys(plugins.sources).join(", ")}`,
  });
}

async function look({ plugin, config, root }: Looked, { world, signal }: Context): Promise<readonly Found[]> {
  const scratch = path.join(root, ".dativo", "scratch", `discover-${world.random.hex(6)}`);
  const request: SourceRequest = { config, root, scratch, signal };
  const engine = lazyEngine({ job: { engine: { name: "duckdb" } }, scratch, signal }, await plugins.engines["duckdb"]!.load(), world);
  try {
    await world.files.makeFolder(scratch);
    const found: Found[] = [];
    for (const object of await (await plugin.load()).discover(request, world)) {
      found.push({ name: object.name, origin: object.origin, columns: await (await engine.session()).infer(object.sample) });
    }
    return found;
  } finally {
    await engine.close();
    await world.files.remove(scratch);
  }
}

async function writeContract(found: readonly Found[], connector: string, file: string, force: boolean, world: World): Promise<number> {
  if (found.length > 1)
    throw new DativoError("refused", `the source has ${found.length} objects, and a contract is written for one`, {
      hint: `choose with --object: ${found.map((one) => one.name).join(", ")}`,
    });
  const [{ name, columns }] = found as [Found];
  const names = plainNames(columns.map((column) => column.name));
  const named = columns.map((column, index) =>
    names[index] === column.name ? column : { ...column, name: names[index]!, physicalName: column.name },
  );
  const text = contractFromColumns({ name, columns: named, source_type: connector });
  if (!force && (await world.files.stat(file)))
    throw new DativoError("conflict", `${path.relative(world.cwd, file)} exists already`, { hint: "add --force to overwrite it" });
  await world.files.replace(file, text);
  world.terminal.out(`wrote ${path.relative(world.cwd, file)}: ${columns.length} columns. Read it, and tighten what you know better.\n`);
  return 0;
}

function describe({ name, origin, columns }: Found): string {
  const rows = columns.map((column) => [column.name, renderType(column.type), column.required ? "yes" : ""]);
  return `${name} (${origin})\n${textTable(["column", "type", "required"], rows)}`;
}
