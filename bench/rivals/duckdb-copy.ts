/** Raw DuckDB: `COPY` of one CSV file to zstd Parquet with the types given, checking nothing else, committing nothing. */
import { DuckDBInstance } from "@duckdb/node-api";
import { orderColumns } from "../orders.ts";

const [, , input = "", output = "", extra = ""] = process.argv;
const columns = Object.entries(orderColumns)
  .map(([name, type]) => `'${name}': '${type}'`)
  .join(", ");
const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false", autoload_known_extensions: "false" });
const connection = await instance.connect();
await connection.run("SET preserve_insertion_order = false");
await connection.run(
  `COPY (SELECT * FROM read_csv('${input}', columns = {${columns}}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"' ${extra})) TO '${output}' (FORMAT parquet, COMPRESSION zstd)`,
);
