import type { Value } from "./primitive.ts";

/** A text that is equal for equal partition tuples and different for different ones; an int and the same number as a long are equal. */
export function partitionKey(partition: readonly (Value | undefined)[]): string {
  return JSON.stringify(
    partition.map((value) =>
      value === undefined
        ? null
        : value instanceof Uint8Array
          ? ["b", Buffer.from(value).toString("hex")]
          : typeof value === "string"
            ? ["s", value]
            : String(value),
    ),
  );
}
