import type { DuckDBConnection, DuckDBInstance, DuckDBType, Json } from "@duckdb/node-api";
import type { EngineOptions } from "../../../kit/engine.ts";
import { registerBucket, registerExactJson, type Api } from "./sql-functions.ts";
import { duckError, type Scene } from "./duck-error.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { exactJsonFunction } from "./nested-reading.ts";

/** A row as plain JSON: 64-bit and exact numbers, dates and timestamps are text. */
export type Row = Readonly<Record<string, Json>>;

/** One DuckDB database in memory, with one connection that runs statements one after another. */
export interface Duck {
  run(sql: string, scene: Where): Promise<void>;
  rows(sql: string, scene: Where): Promise<readonly Row[]>;
  /** Rows in blocks, fetched as they are asked for: memory stays bounded. */
  blocks(sql: string, scene: Where): AsyncGenerator<readonly Row[]>;
  /** Names and types of what a query gives; the query is not run to its end. */
  types(sql: string, scene: Where): Promise<readonly { readonly name: string; readonly type: DuckDBType }[]>;
  /** Registers a SQL function that rewrites JSON text without loss (see exact-json.ts) and gives its name. */
  exactJson(whole: readonly string[]): string;
  /** Registers a SQL function from the text of a value to its Iceberg bucket and gives its name. */
  bucket(type: DataType, buckets: number): string;
  /** A number that no other call of this session returned: for names. */
  next(): number;
  readonly options: EngineOptions;
  close(): Promise<void>;
}

/** What a statement is about, for the message of a failure. */
export type Where = Omit<Scene, "scratch">;

/** Opens DuckDB with no way to fetch extensions and with temporary files only in scratch. */
export async function openDuck(options: EngineOptions): Promise<Duck> {
  const api = await import("@duckdb/node-api");
  const instance = await api.DuckDBInstance.create(":memory:", settings(options));
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  registerExactJson(api, connection, exactJsonFunction, new Set());
  return duckOn(api, instance, connection, options);
}

function settings(options: EngineOptions): Record<string, string> {
  return {
    threads: String(options.threads),
    memory_limit: `${Math.max(64, Math.floor(options.memory / 1_000_000))}MB`,
    temp_directory: `${options.scratch}/duckdb`,
    preserve_insertion_order: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  };
}

function duckOn(api: Api, instance: DuckDBInstance, connection: DuckDBConnection, options: EngineOptions): Duck {
  let count = 0;
  const interrupt = (): void => connection.interrupt();
  options.signal.addEventListener("abort", interrupt);
  const guarded = async <T>(where: Where, work: () => Promise<T>): Promise<T> => {
    options.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      options.signal.throwIfAborted();
      throw duckError(error, { ...where, scratch: options.scratch });
    }
  };
  return {
    options,
    next: () => (count += 1),
    run: (sql, where) => guarded(where, async () => void (await connection.run(sql))),
    rows: (sql, where) => guarded(where, async () => (await connection.runAndReadAll(sql)).getRowObjectsJson()),
    types: (sql, where) =>
      guarded(where, async () => {
        const statement = await connection.prepare(sql);
        return Array.from({ length: statement.columnCount }, (_, index) => ({
          name: statement.columnName(index),
          type: statement.columnType(index),
        }));
      }),
    exactJson: (whole) => {
      const name = `exact_json_${(count += 1)}`;
      registerExactJson(api, connection, name, new Set(whole));
      return name;
    },
    bucket: (type, buckets) => {
      const name = `bucket_${(count += 1)}`;
      registerBucket(api, connection, name, type, buckets);
      return name;
    },
    async *blocks(sql, where) {
      const result = await guarded(where, () => connection.stream(sql));
      const names = result.columnNames();
      for (;;) {
        const chunk = await guarded(where, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk
          .convertRows(api.JsonDuckDBValueConverter)
          .map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, value])));
      }
    },
    close: async () => {
      options.signal.removeEventListener("abort", interrupt);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Runs statements that need the rows of files in their order, then lets order go again. */
export async function inSourceOrder<T>(duck: Duck, work: () => Promise<T>): Promise<T> {
  await duck.run("SET preserve_insertion_order = true", { action: "keep the order of rows" });
  try {
    return await work();
  } finally {
    await duck.run("SET preserve_insertion_order = false", { action: "let the order of rows go" });
  }
}
