import { DativoError } from "../kit/error.ts";

/** An Iceberg primitive type, taken apart. */
export type Primitive =
  | {
      readonly kind:
        | "boolean"
        | "int"
        | "long"
        | "float"
        | "double"
        | "date"
        | "time"
        | "timestamp"
        | "timestamptz"
        | "string"
        | "uuid"
        | "binary";
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "fixed"; readonly length: number };

/**
 * One non-null value of a primitive type: `boolean`; `number` for int, date (days since 1970), float and double; `bigint`
 * for long, time (microseconds since midnight), timestamps (microseconds since 1970) and decimals (unscaled);
 * `string`; bytes for uuid, fixed and binary.
 */
export type Value = boolean | number | bigint | string | Uint8Array;

const simple: ReadonlySet<string> = new Set([
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "string",
  "uuid",
  "binary",
]);

/** Reads `long`, `decimal(12, 2)`, `fixed[16]`. Throws `refused` on a type that format version 2 does not have. */
export function parsePrimitive(text: string): Primitive {
  if (simple.has(text)) return { kind: text } as Primitive;
  const decimal = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(text);
  if (decimal) return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const fixed = /^fixed\[\s*(\d+)\s*\]$/.exec(text);
  if (fixed) return { kind: "fixed", length: Number(fixed[1]) };
  throw new DativoError("refused", `the table has a column of type '${text}', which Iceberg format version 2 does not have`);
}

/** Bytes of the smallest fixed that holds a decimal of this precision (specification, Appendix A). */
export function decimalBytes(precision: number): number {
  const greatest = 10n ** BigInt(precision) - 1n;
  return Math.floor(greatest.toString(2).length / 8) + 1;
}
