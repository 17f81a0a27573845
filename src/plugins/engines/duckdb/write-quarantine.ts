import type { World } from "../../../kit/world.ts";
import type { DataFile, WriteLayout } from "../../../spec/data-file.ts";
import type { Duck } from "./connection.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import { writeFiles } from "./write-files.ts";

/** Lines of a rejects file (spec/outcome.ts, RejectedRow) as DuckDB types. */
const lineColumns =
  "{rules: 'VARCHAR[]', columns: 'VARCHAR[]', reason: 'VARCHAR', source_file: 'VARCHAR', source_line: 'BIGINT', raw: 'VARCHAR'}";

/** What each column of a quarantine table is, beside the constants of the run. */
const values: Readonly<Record<string, string>> = {
  quarantine_id: "uuid()::VARCHAR",
  rule: "rules[1]",
  rules: "rules",
  column_name: "columns[1]",
  reason: "reason",
  source_file: "source_file",
  source_line: "source_line",
  raw_record: "raw",
};

/** The longest line of a rejects file: a record of the longest size that is read, with every byte escaped. */
const longestLine = 64_000_000;

/** Writes rejected rows as rows of the quarantine table, each under an id of its own. */
export async function writeQuarantine(
  duck: Duck,
  rows: readonly string[],
  layout: WriteLayout,
  world: World,
): Promise<readonly DataFile[]> {
  const columns = layout.columns.map(
    ({ name, type, constant }) =>
      `(${constant === undefined ? (values[name] ?? "NULL") : literal(constant)})::${sqlType(type)} AS ${ident(name)}`,
  );
  const select = `SELECT ${columns.join(", ")} FROM read_json(${literalList(rows)}, format = 'newline_delimited', columns = ${lineColumns}, maximum_object_size = ${longestLine})`;
  return writeFiles(duck, { select, layout, name: "quarantine", ordered: true }, world);
}
