import path from "node:path";
import { DativoError } from "../error.ts";
import type { DiscoveredObject, SourceRequest } from "../source.ts";
import type { World } from "../world.ts";
import type { InputConfig } from "./config.ts";
import { batchOf } from "./extract.ts";
import type { PrepareFile, PreparedFile } from "./extract.ts";
import { listFiles } from "./list.ts";
import type { ListedFile } from "./list.ts";

/** Files that `check` opens at most; the others are counted and their sizes added. */
const openedByCheck = 1_000;

/** Opens the files of a source as a run would, and says what it found. Throws DativoError for the first that cannot be read. */
export async function checkFiles(
  request: SourceRequest,
  world: World,
  prepare: PrepareFile,
): Promise<{ readonly facts: readonly string[] }> {
  const listed = await listFiles(request.config as InputConfig<unknown>, request.root, world);
  const shapes = new Set<string>();
  let empty = 0;
  for (const file of listed.slice(0, openedByCheck)) {
    request.signal.throwIfAborted();
    const ready = await prepare(file);
    if (!ready) empty++;
    else {
      shapes.add(describe(ready));
      await dropStaged(file, ready, world);
    }
  }
  const bytes = listed.reduce((sum, file) => sum + file.size, 0);
  return {
    facts: [
      `${count(listed.length, "file")}, ${count(bytes, "byte")}`,
      ...(empty > 0 ? [count(empty, "empty file")] : []),
      ...(listed.length > openedByCheck ? [`opened the first ${openedByCheck}`] : []),
      ...[...shapes].slice(0, 10),
      ...(shapes.size > 10 ? [`and ${shapes.size - 10} other layouts`] : []),
    ],
  };
}

/**
 * The objects that the files hold: one per `object` that the entries name; files without one are grouped by folder and
 * columns, and named by what their names have in common. Empty files belong to no object.
 */
export async function discoverFiles(request: SourceRequest, world: World, prepare: PrepareFile): Promise<readonly DiscoveredObject[]> {
  const listed = await listFiles(request.config as InputConfig<unknown>, request.root, world);
  const groups = new Map<string, { file: ListedFile; ready: PreparedFile }[]>();
  for (const file of listed) {
    request.signal.throwIfAborted();
    const ready = await prepare(file);
    if (!ready) continue;
    const columns = ready.columns ? [...ready.columns].sort() : (ready.shape ?? null);
    const key = file.object === undefined ? JSON.stringify([path.dirname(file.path), columns]) : JSON.stringify(file.object);
    const group = groups.get(key);
    if (group) group.push({ file, ready });
    else groups.set(key, [{ file, ready }]);
  }
  return [...groups.values()].map((members) => discovered(members));
}

function discovered(members: readonly { file: ListedFile; ready: PreparedFile }[]): DiscoveredObject {
  const [first] = members;
  if (!first) throw new DativoError("bug", "a discovered object needs at least one file");
  const alike = JSON.stringify([first.ready.format, first.ready.columns, first.ready.shape]);
  const sample = members.filter(({ ready }) => JSON.stringify([ready.format, ready.columns, ready.shape]) === alike).slice(0, 16);
  return {
    name: first.file.object ?? objectName(members.map(({ file }) => stemOf(file.path))),
    origin: members.length === 1 ? first.file.origin : `${first.file.origin} and ${count(members.length - 1, "other file")}`,
    sample: batchOf(sample.map(({ ready }) => ready)),
  };
}

/** What the names of files that belong together have in common: `orders-01`, `orders-02` give `orders`. */
export function objectName(stems: readonly string[]): string {
  const [first = "data"] = stems;
  if (stems.length <= 1) return first;
  const length = stems.reduce((common, stem) => commonLength(first.slice(0, common), stem), first.length);
  return first.slice(0, length).replace(/[-_. \d]+$/, "") || first;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function stemOf(file: string): string {
  return path
    .basename(file)
    .replace(/\.(gz|gzip|zst|zstd)$/i, "")
    .replace(/(?<=.)\.[^.]*$/, "");
}

function describe({ format, columns }: PreparedFile): string {
  const compression = "compression" in format && format.compression !== "none" ? `, ${format.compression}` : "";
  return columns
    ? `${format.kind}${compression}, ${count(columns.length, "column")}: ${columns.join(", ")}`
    : `${format.kind}${compression}`;
}

async function dropStaged(file: ListedFile, ready: PreparedFile, world: World): Promise<void> {
  if (ready.input.path !== file.path) await world.files.remove(ready.input.path);
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
