/** Rewriting a table: raw DuckDB joins the old Parquet files with the changed rows and writes all of it again. */
import { DuckDBInstance } from "@duckdb/node-api";
import { orderColumns } from "../orders.ts";

const [, , table = "", changes = "", output = ""] = process.argv;
const columns = Object.entries(orderColumns)
  .map(([name, type]) => `'${name}': '${type}'`)
  .join(", ");
const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false", autoload_known_extensions: "false" });
const connection = await instance.connect();
await connection.run("SET preserve_insertion_order = false");
await connection.run(
  `CREATE TABLE changes AS SELECT * FROM read_csv('${changes}', columns = {${columns}}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"')`,
);
await connection.run(
  `COPY (SELECT * FROM '${table}' WHERE id NOT IN (SELECT id FROM changes) UNION ALL SELECT * FROM changes) TO '${output}' (FORMAT parquet, COMPRESSION zstd)`,
);
