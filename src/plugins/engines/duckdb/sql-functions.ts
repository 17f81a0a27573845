import type { DuckDBConnection } from "@duckdb/node-api";
import { DativoError } from "../../../kit/error.ts";
import { applyTransform } from "../../../iceberg/transform.ts";
import type { Primitive } from "../../../iceberg/primitive.ts";
import { parseValue } from "../../../iceberg/value-text.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { exactJson } from "./exact-json.ts";

/** The DuckDB library, imported when the engine opens. */
export type Api = typeof import("@duckdb/node-api");

/** Registers `name(text) -> text`: JSON rewritten so that no number loses a digit. */
export function registerExactJson(api: Api, connection: DuckDBConnection, name: string, whole: ReadonlySet<string>): void {
  connection.registerScalarFunction(
    api.DuckDBScalarFunction.create({
      name,
      returnType: api.VARCHAR,
      parameterTypes: [api.VARCHAR],
      mainFunction: (_info, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row += 1) output.setItem(row, exactJson(String(texts.getItem(row)), whole));
        output.flush();
      },
    }),
  );
}

/** Registers `name(text) -> int`: the Iceberg bucket of a value that DuckDB wrote as text; NULL stays NULL. */
export function registerBucket(api: Api, connection: DuckDBConnection, name: string, type: DataType, buckets: number): void {
  const primitive = primitiveOf(type);
  const known = new Map<string, number>();
  const bucketOf = (text: string): number => {
    const value = parseValue(primitive, text);
    if (value === undefined) throw new DativoError("refused", "an infinite date has no bucket");
    const bucket = Number(applyTransform({ kind: "bucket", buckets }, primitive, value));
    if (known.size < 100_000) known.set(text, bucket);
    return bucket;
  };
  connection.registerScalarFunction(
    api.DuckDBScalarFunction.create({
      name,
      returnType: api.INTEGER,
      parameterTypes: [api.VARCHAR],
      mainFunction: (_info, input, output) => {
        const texts = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row += 1) {
          const text = texts.getItem(row);
          output.setItem(row, text === null ? null : (known.get(String(text)) ?? bucketOf(String(text))));
        }
        output.flush();
      },
    }),
  );
}

function primitiveOf(type: DataType): Primitive {
  switch (type.kind) {
    case "list":
    case "struct":
    case "map":
      throw new DativoError("refused", `a ${type.kind} cannot be put into buckets`);
    case "json":
      return { kind: "string" };
    case "timestamp":
      return { kind: type.zoned ? "timestamptz" : "timestamp" };
    default:
      return type;
  }
}
