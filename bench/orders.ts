import { DuckDBInstance } from "@duckdb/node-api";
import { existsSync } from "node:fs";

/** Columns of the benchmark's CSV and the DuckDB types that a careful user would give them. */
export const orderColumns = {
  id: "BIGINT",
  customer: "VARCHAR",
  email: "VARCHAR",
  city: "VARCHAR",
  status: "VARCHAR",
  sku: "VARCHAR",
  amount: "DECIMAL(12,2)",
  qty: "INTEGER",
  score: "DOUBLE",
  active: "BOOLEAN",
  day: "DATE",
  updated_at: "TIMESTAMP",
} as const;

/** One bad row in a hundred: a bad decimal, a bad date, a bad whole number, a missing id, a quarter each. */
const dirt = {
  id: "CASE WHEN i % 400 = 0 THEN NULL ELSE id END",
  amount: "CASE WHEN i % 400 = 100 THEN 'x' || amount ELSE amount END",
  day: "CASE WHEN i % 400 = 200 THEN '2020-13-45' ELSE day END",
  qty: "CASE WHEN i % 400 = 300 THEN '1o' ELSE qty END",
};

/**
 * Writes `rows` orders as CSV (12 mixed columns, quoted commas, the same bytes for the same arguments) unless the file is
 * there. `from` shifts the ids; `dirty` makes one row in a hundred bad.
 */
export async function writeOrders(
  file: string,
  rows: number,
  options: { readonly from?: number; readonly step?: number; readonly dirty?: boolean; readonly version?: number } = {},
): Promise<void> {
  if (existsSync(file)) return;
  const { from = 0, step = 1, dirty = false, version = 0 } = options;
  const names = Object.keys(orderColumns) as (keyof typeof orderColumns)[];
  const select = names.map((name) => `${dirty && name in dirt ? dirt[name as keyof typeof dirt] : name} AS ${name}`).join(", ");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT ${select} FROM (
    SELECT i, (i * ${step} + ${from})::VARCHAR AS id, 'cust-' || (hash(i, 1) % 200000) AS customer, 'u' || (hash(i, 2) % 200000) || '@example.com' AS email,
      ['Berlin', 'São Paulo', 'Washington, DC', 'Tokyo', 'Paris', 'New York', 'Oslo', 'Rome', 'Cairo', 'Lima'][1 + (hash(i, 3) % 10)::INT] AS city,
      ['new', 'paid', 'shipped', 'returned', 'cancelled'][1 + (hash(i, 4) % 5)::INT] AS status,
      'SKU-' || lpad((hash(i, 5) % 100000)::VARCHAR, 5, '0') AS sku, ((hash(i, 6, ${version}) % 1000000) / 100)::DECIMAL(12,2)::VARCHAR AS amount,
      (1 + hash(i, 7) % 99)::VARCHAR AS qty, (hash(i, 8) % 100000000) / 1000000.0 AS score, hash(i, 9) % 2 = 0 AS active,
      (DATE '2020-01-01' + (hash(i, 10) % 2000)::INT)::VARCHAR AS day,
      TIMESTAMP '2020-01-01' + to_microseconds((hash(i, 11) % 100000000000000)::BIGINT + ${version}) AS updated_at
    FROM range(${rows}) numbers(i))) TO '${file}' (FORMAT csv, HEADER true)`);
  connection.closeSync();
  instance.closeSync();
}

/** The contract of the orders: eight rules beside the types (two required, an enum, a pattern, three bounds, a length). */
export function ordersContract(primaryKey: boolean): string {
  return `apiVersion: v3.1.0
kind: DataContract
id: 2f0c1b9e-orders
name: orders
version: 1.0.0
status: active
schema:
  - name: orders
    physicalType: table
    properties:
      - { name: id, logicalType: integer, physicalType: bigint, required: true${primaryKey ? ", primaryKey: true, primaryKeyPosition: 1" : ""} }
      - { name: customer, logicalType: string }
      - { name: email, logicalType: string }
      - { name: city, logicalType: string, logicalTypeOptions: { maxLength: 40 } }
      - { name: status, logicalType: string, quality: [{ type: library, metric: invalidValues, mustBe: 0, arguments: { validValues: [new, paid, shipped, returned, cancelled] } }] }
      - { name: sku, logicalType: string, logicalTypeOptions: { pattern: "^SKU-[0-9]{5}$" } }
      - { name: amount, logicalType: number, physicalType: "decimal(12,2)", required: true, logicalTypeOptions: { minimum: 0 } }
      - { name: qty, logicalType: integer, physicalType: int, logicalTypeOptions: { minimum: 1, maximum: 99 } }
      - { name: score, logicalType: number, physicalType: double }
      - { name: active, logicalType: boolean }
      - { name: day, logicalType: date }
      - { name: updated_at, logicalType: timestamp }
`;
}
