import * as fs from "node:fs/promises";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { fileError, hasCode } from "../../../kit/error.ts";
import type { Store } from "../../../kit/store.ts";
import { localPath } from "../../../kit/local-path.ts";

/** The local disk as a store. Writes reach the disk (fsync of file and folder) before they are named; a crash leaves a `.tmp` file at most. */
export function diskStore(): Store {
  return {
    read: (location) => guarded("read", location, (file) => fs.readFile(file)),
    readRange: (location, offset, length) => guarded("read", location, (file) => readRange(file, offset, length)),
    put: (location, content) => guarded("write", location, (file) => place(file, content, fs.rename)),
    putIfAbsent: (location, content) => guarded("create", location, (file) => placeIfAbsent(file, content)),
    putFile: (location, source) => guarded("write", location, (file) => putFile(file, source)),
    list: (prefix) => guarded("list", prefix, list),
    delete: (location) => guarded("remove", location, (file) => fs.rm(file, { force: true })),
    localPath,
  };
}

async function guarded<T>(action: string, location: string, work: (file: string) => Promise<T>): Promise<T> {
  const file = localPath(location);
  try {
    return await work(file);
  } catch (error) {
    throw fileError(error, action, file);
  }
}

async function readRange(file: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await fs.open(file, "r");
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Writes under a passing name, makes it durable, then gives it its name with `name` (rename or link). */
async function place(file: string, content: Uint8Array | string, name: (from: string, to: string) => Promise<void>): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const passing = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const handle = await fs.open(passing, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await name(passing, file);
    await syncFolder(path.dirname(file));
  } finally {
    await fs.rm(passing, { force: true });
  }
}

async function placeIfAbsent(file: string, content: Uint8Array | string): Promise<boolean> {
  try {
    await place(file, content, fs.link);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** A move within a disk, a copy under a passing name across disks, and nothing but making durable for a file in its place. */
async function putFile(file: string, source: string): Promise<void> {
  if (path.resolve(source) !== file) {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await move(source, file);
  }
  await syncFile(file);
  await syncFolder(path.dirname(file));
}

async function move(source: string, file: string): Promise<void> {
  try {
    await fs.rename(source, file);
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    await place(file, "", async (passing) => {
      await fs.copyFile(source, passing);
      await syncFile(passing);
      await fs.rename(passing, file);
    });
    await fs.rm(source);
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await fs.open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Not every file system lets a folder be synced; where it does not, its names are as safe as it makes them. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await syncFile(folder);
  } catch (error) {
    if (!hasCode(error, "EINVAL", "EPERM", "EISDIR", "ENOTSUP")) throw error;
  }
}

async function list(prefix: string): Promise<{ location: string; size: number }[]> {
  const found: { location: string; size: number }[] = [];
  await walk(prefix, found);
  return found.sort((a, b) => (a.location < b.location ? -1 : 1));
}

async function walk(folder: string, found: { location: string; size: number }[]): Promise<void> {
  let entries;
  try {
    entries = await fs.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await walk(full, found);
    else found.push({ location: full, size: await sizeOf(full) });
  }
}

/** A file that goes away while a folder is listed counts as empty. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await fs.stat(file)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return 0;
    throw error;
  }
}
