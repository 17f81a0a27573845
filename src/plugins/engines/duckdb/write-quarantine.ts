import type { World } from "../../../kit/world.ts";
import type { DataFile, TableScan, WriteLayout } from "../../../spec/data-file.ts";
import type { Duck } from "./connection.ts";
import { scanSql } from "./scan-sql.ts";
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

/** What identifies a rejected row: as the rejects file has it, and as the quarantine has it. */
const identity: readonly (readonly [line: string, column: string])[] = [
  ["source_file", "source_file"],
  ["source_line", "source_line"],
  ["raw", "raw_record"],
  ["rules[1]", "rule"],
];

/** Rejected rows and where they go; those that `known` holds are there already. */
interface Quarantining {
  readonly rows: readonly string[];
  readonly layout: WriteLayout;
  readonly known: TableScan | undefined;
}

/** Writes rejected rows as rows of the quarantine table, each under an id of its own. */
export async function writeQuarantine(duck: Duck, { rows, layout, known }: Quarantining, world: World): Promise<readonly DataFile[]> {
  const columns = layout.columns.map(
    ({ name, type, constant }) =>
      `(${constant === undefined ? (values[name] ?? "NULL") : literal(constant)})::${sqlType(type)} AS ${ident(name)}`,
  );
  const lines = `read_json(${literalList(rows)}, format = 'newline_delimited', columns = ${lineColumns}, maximum_object_size = ${longestLine}) AS line`;
  const select = `SELECT ${columns.join(", ")} FROM ${lines}${known === undefined ? "" : unlessKnown(known)}`;
  const files = await writeFiles(duck, { select, layout, name: "quarantine", ordered: true }, world);
  for (const file of files) if (file.rows === 0) await world.files.remove(file.path);
  return files.filter((file) => file.rows > 0);
}

/** The join loses the order of rows, so it is made again. */
function unlessKnown(known: TableScan): string {
  const columns = known.columns.filter(({ name }) => identity.some(([, column]) => column === name));
  const same = identity.map(([line, column]) => `held.${ident(column)} IS NOT DISTINCT FROM line.${line}`).join(" AND ");
  return ` WHERE NOT EXISTS (SELECT 1 FROM ${scanSql(known, columns)} AS held WHERE ${same}) ORDER BY line.source_file, line.source_line`;
}
