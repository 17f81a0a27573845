import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DativoError, fileError, hasCode } from "../../../kit/error.ts";

/** How long a reader or writer waits for another's transaction. */
const busyTimeoutMs = 30_000;

const tables = `
CREATE TABLE IF NOT EXISTS iceberg_tables (
	catalog_name VARCHAR(255) NOT NULL,
	table_namespace VARCHAR(255) NOT NULL,
	table_name VARCHAR(255) NOT NULL,
	metadata_location VARCHAR(1000),
	previous_metadata_location VARCHAR(1000),
	iceberg_type VARCHAR(5),
	PRIMARY KEY (catalog_name, table_namespace, table_name)
);
CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
	catalog_name VARCHAR(255) NOT NULL,
	namespace VARCHAR(255) NOT NULL,
	property_key VARCHAR(255) NOT NULL,
	property_value VARCHAR(1000) NOT NULL,
	PRIMARY KEY (catalog_name, namespace, property_key)
);`;

/** Opens the catalog file if there is one. Throws `refused` when it is empty, damaged or no catalog: it is never taken for a new one. */
export async function openIfThere(file: string): Promise<DatabaseSync | undefined> {
  let size: number;
  try {
    size = (await fs.stat(file)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw fileError(error, "open", file);
  }
  if (size === 0) throw damaged(file, "it is empty", undefined);
  return guarded(file, () => {
    const database = new DatabaseSync(file);
    try {
      database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      const verdict = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})[0];
      if (verdict !== "ok") throw damaged(file, String(verdict), undefined);
      if (!hasTables(database)) database.exec(tables);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function hasTables(database: DatabaseSync): boolean {
  const row = database
    .prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name IN ('iceberg_tables', 'iceberg_namespace_properties')")
    .get();
  return row?.["n"] === 2;
}

/** Removes half-made catalog files whose maker died. */
export async function removeAbandoned(file: string): Promise<void> {
  const names = await fs.readdir(path.dirname(file)).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return [];
    throw fileError(error, "list", path.dirname(file));
  });
  const prefix = `${path.basename(file)}.`;
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const pid = /^(\d+)-[0-9a-f]{8}\.tmp(-journal)?$/.exec(name.slice(prefix.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await fs.rm(path.join(path.dirname(file), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** Makes the catalog file with its tables, whole or not at all; one that somebody else made meanwhile is taken. */
export async function openOrCreate(file: string): Promise<DatabaseSync> {
  const existing = await openIfThere(file);
  if (existing) return existing;
  const passing = `${file}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    guarded(file, () => {
      const database = new DatabaseSync(passing);
      database.exec(tables);
      database.close();
    });
    await fs.link(passing, file);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw fileError(error, "create", file);
  } finally {
    await fs.rm(passing, { force: true });
  }
  return (await openIfThere(file))!;
}

/** Runs SQLite calls; their errors become DativoErrors that name the file. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw catalogError(error, file);
  }
}

function catalogError(error: unknown, file: string): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (error instanceof DativoError || code === undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  const context = { path: file, sqlite: code };
  switch (code & 0xff) {
    case 11:
    case 26:
      return damaged(file, message, error);
    case 5:
    case 6:
      return new DativoError("unavailable", `the catalog ${file} is in use: ${message}`, {
        context,
        cause: error,
        hint: "another program holds a transaction open; try again when it is done",
      });
    case 8:
    case 3:
      return new DativoError("auth", `the catalog ${file} cannot be written: ${message}`, { context, cause: error });
    case 13:
      return new DativoError("unavailable", `cannot write the catalog ${file}: the disk is full`, {
        context,
        cause: error,
        retryable: false,
      });
    case 14:
      return new DativoError("auth", `cannot open the catalog ${file}: ${message}`, { context, cause: error });
    default:
      return new DativoError("unavailable", `the catalog ${file} failed: ${message}`, { context, cause: error });
  }
}

function damaged(file: string, what: string, cause: unknown): DativoError {
  return new DativoError("refused", `the catalog ${file} is damaged or no SQLite catalog: ${what}`, {
    hint: "restore it from a backup; the tables' files are still there. Only for a warehouse without tables, remove the file",
    context: { path: file },
    ...(cause === undefined ? {} : { cause }),
  });
}
