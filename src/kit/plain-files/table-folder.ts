import path from "node:path";
import { DativoError } from "../error.ts";
import type { World } from "../world.ts";

/** Where the parts of one plain-file table lie. All paths are absolute; those in records are relative to `base`. */
export interface TableFolder {
  /** The namespace's folder. */
  readonly base: string;
  readonly name: string;
  /** The table's files, with a folder per partition. */
  readonly data: string;
  /** The quarantine beside it. */
  readonly quarantine: string;
  /** Dativo's own records, on the same disk as the data, so that a file is moved in one step. */
  readonly own: string;
}

const safeName = /^(?!\.)[^/\\\0]+$/;

/** The folders of a table. Names that would lead out of the warehouse are `refused`. */
export function tableFolder(warehouse: string, table: { readonly namespace: string; readonly name: string }): TableFolder {
  for (const part of [table.namespace, table.name]) {
    if (!safeName.test(part))
      throw new DativoError("refused", `'${part}' cannot be part of a table's path`, { hint: "use letters, digits, _ and -" });
  }
  const base = path.join(warehouse, table.namespace);
  const data = path.join(base, table.name);
  return { base, name: table.name, data, quarantine: `${data}__quarantine`, own: path.join(data, ".dativo") };
}

/** Where a run's files wait for their commit. */
export function stagingFolder(folder: TableFolder, runId: string): string {
  if (!safeName.test(runId)) throw new DativoError("bug", `run id '${runId}' cannot be part of a path`);
  return path.join(folder.own, "staging", runId);
}

/** A half-written record of this process itself is a leftover only when it is older than any write takes. */
const staleMs = 60_000;

/** Removes what a run staged and no commit took, half-written records of dead processes, and folders that this leaves empty. */
export async function removeLeftovers(folder: TableFolder, runId: string, world: World): Promise<void> {
  await world.files.remove(stagingFolder(folder, runId));
  for (const name of await world.files.names(folder.own)) {
    const writer = /\.(\d+)\.[0-9a-f]+\.tmp$/.exec(name)?.[1];
    if (writer !== undefined && (await isLeftover(path.join(folder.own, name), Number(writer), world)))
      await world.files.remove(path.join(folder.own, name));
  }
  for (const empty of [path.join(folder.own, "staging"), folder.own, folder.quarantine, folder.data, folder.base])
    await removeIfEmpty(empty, world);
}

/** Looks first: asking a read-only disk to remove a folder fails whether or not there is one. */
async function removeIfEmpty(folder: string, world: World): Promise<void> {
  if ((await world.files.stat(folder)) && (await world.files.names(folder)).length === 0) await world.files.removeEmptyFolder(folder);
}

/** Containers give every run the same process number, so that an own number proves nothing by itself. */
async function isLeftover(file: string, writer: number, world: World): Promise<boolean> {
  if (writer !== world.machine.pid) return !world.machine.isAlive(writer);
  const found = await world.files.stat(file);
  return found !== undefined && world.clock.now().getTime() - found.modifiedMs > staleMs;
}

/** Throws `refused` when a folder without a record holds files: they are somebody else's, and not to be mixed with ours. */
export async function assertNoForeignFiles(folder: TableFolder, world: World): Promise<void> {
  const foreign = (await world.files.names(folder.data)).filter((name) => !/^[._]/.test(name));
  if (foreign.length === 0) return;
  throw new DativoError(
    "refused",
    `${folder.data} holds files that Dativo has no record of (${foreign.slice(0, 3).join(", ")}${foreign.length > 3 ? ", ..." : ""})`,
    {
      hint: "choose another target.table or warehouse, or move these files away",
      context: { path: folder.data },
    },
  );
}
