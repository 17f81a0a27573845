import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
const python = process.env["DATIVO_PYTHON"] ?? path.join(root, ".cache/venv/bin/python");

/** Whether PyIceberg is there; without it the suites that need it are skipped, which the test run says. */
export const hasSecondReader = existsSync(python);

/** One question to PyIceberg about a table of a warehouse. */
export interface Question {
  readonly op:
    | "rows"
    /** Plain Parquet files: `table` is their folder below the warehouse. */
    | "parquet"
    | "count"
    | "planned"
    | "schema"
    | "spec"
    | "sort_order"
    | "history"
    | "properties"
    | "rubbish"
    | "append"
    | "set_property"
    | "rollback"
    | "expire"
    | "compact";
  /** Absolute folder that holds catalog.db. */
  readonly warehouse: string;
  /** `namespace.name`. */
  readonly table: string;
  readonly [more: string]: unknown;
}

/** A running PyIceberg process: a reader that we did not write. */
export interface SecondReader {
  /** The answer as plain JSON; undefined when there is no such table. Rejects with PyIceberg's own error. */
  ask<T>(question: Question): Promise<T | undefined>;
  /** Has pyarrow write a Parquet file: each column its Arrow type (`int64`, `decimal(10,2)`, `list<string>`, `struct<a:int32;b:string>`, `timestamp[us,UTC]`) and its values as JSON. */
  writeParquet(path: string, columns: Readonly<Record<string, readonly [type: string, values: readonly unknown[]]>>): Promise<void>;
  close(): void;
}

/** Starts the reader; importing PyIceberg takes about a second, so share one per file. */
export function openSecondReader(): SecondReader {
  const child = spawn(python, [path.join(import.meta.dirname, "reader.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let queue: Promise<unknown> = Promise.resolve();
  const exchange = async (question: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error("the second reader ended");
    const { ok, error } = JSON.parse(line.value) as { ok?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return ok ?? undefined;
  };
  const inTurn = (question: object): Promise<unknown> => {
    const answer = queue.then(() => exchange(question));
    queue = answer.catch(() => undefined);
    return answer;
  };
  return {
    ask: <T>(question: Question) => inTurn(question) as Promise<T | undefined>,
    writeParquet: async (path, columns) => void (await inTurn({ op: "write_parquet", path, columns })),
    close: () => child.kill(),
  };
}
