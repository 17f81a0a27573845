import type { PlanColumn, SetRule } from "../../../spec/contract-plan.ts";
import type { DataFile } from "../../../spec/data-file.ts";
import type { SetVerdict } from "../../../spec/outcome.ts";
import type { EngineOptions } from "../../../kit/engine.ts";
import { DativoError } from "../../../kit/error.ts";
import { filesSql } from "./scan-sql.ts";
import { localPath } from "../../../kit/local-path.ts";
import { verdict } from "./set-rules.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { duckError } from "./duck-error.ts";

/** A rule that is a query of the contract's author. */
export type SqlRule = Extract<SetRule, { kind: "sql" }>;

/**
 * Runs the contract's own queries in a database of their own that holds a view of the load and nothing else: it may read the
 * load's files, no other file, no network, and its settings are locked. Only a single SELECT runs.
 */
export async function runQualityQueries(
  rules: readonly SqlRule[],
  files: readonly DataFile[],
  columns: readonly PlanColumn[],
  options: EngineOptions,
): Promise<readonly SetVerdict[]> {
  if (rules.length === 0) return [];
  const { DuckDBInstance, StatementType } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(options.threads),
    memory_limit: `${Math.max(64, Math.floor(options.memory / 1_000_000))}MB`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET temp_directory = ${literal(`${options.scratch}/quality`)}`);
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`SET allowed_paths = ${literalList(files.map((file) => localPath(file.path)))}`);
    for (const name of new Set(rules.map((rule) => rule.object)))
      await connection.run(
        `CREATE VIEW ${ident(name)} AS SELECT ${columns.map((column) => ident(column.name)).join(", ")} FROM ${filesSql(files, columns)}`,
      );
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
    const verdicts: SetVerdict[] = [];
    for (const rule of rules) {
      const query = rule.query.replaceAll("${object}", ident(rule.object));
      const statements = await parsed(() => connection.extractStatements(query), rule, options);
      if (statements.count !== 1) throw notASelect(rule);
      const statement = await parsed(() => statements.prepare(0), rule, options);
      if (statement.statementType !== StatementType.SELECT) throw notASelect(rule);
      const reader = await parsed(() => statement.runAndReadAll(), rule, options);
      verdicts.push(judged(rule, reader.getRowsJson(), columns));
    }
    return verdicts;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function judged(rule: SqlRule, rows: readonly (readonly unknown[])[], columns: readonly PlanColumn[]): SetVerdict {
  const value = rows[0]?.[0];
  if (rows.length !== 1 || rows[0]!.length !== 1 || (typeof value === "object" && value !== null)) {
    throw new DativoError(
      "refused",
      `the query of rule ${rule.id} must give one value; it gives ${rows.length} rows of ${rows[0]?.length ?? 0} columns`,
      { hint: "write SELECT count(*) FROM ${object} WHERE ..." },
    );
  }
  const found = value as string | number | boolean | null;
  const { measured, ...judgement } = verdict(rule, found, found === null ? "NULL" : String(found));
  return measured === undefined || mayBeClassified(rule, found, columns) ? judgement : { ...judgement, measured };
}

/** What a query finds may be a value of a column that it names; text may be one of any column. */
function mayBeClassified(rule: SqlRule, found: unknown, columns: readonly PlanColumn[]): boolean {
  const classified = columns.filter((column) => column.sensitive);
  const isNumber = found === null || typeof found === "boolean" || /^-?\d+$/.test(String(found));
  const query = rule.query.toLowerCase();
  return classified.length > 0 && (!isNumber || classified.some(({ name }) => query.includes(name.toLowerCase())));
}

function notASelect(rule: SqlRule): DativoError {
  return new DativoError("refused", `the query of rule ${rule.id} is not a single SELECT`, {
    hint: "quality queries only read: one SELECT, nothing else",
  });
}

async function parsed<T>(work: () => Promise<T>, rule: SqlRule, options: EngineOptions): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw duckError(error, { action: `run the query of rule ${rule.id}`, scratch: options.scratch });
  }
}
