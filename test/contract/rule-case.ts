import type { Predicate } from "../../src/spec/contract-plan.ts";
import type { DataType } from "../../src/spec/data-type.ts";

/** One type, or one type with one predicate, and what becomes of texts: the truth that every engine must share. */
export interface RuleCase {
  readonly name: string;
  readonly type: DataType;
  readonly format?: string;
  readonly timezone?: string;
  readonly predicate?: Predicate;
  /** Text of the source -> the value as `readRows` gives it: bytes as hexadecimal, lists, structs and maps as JSON. */
  readonly accepted: readonly (readonly [text: string, value: string | null])[];
  readonly rejected: readonly string[];
}

/** Text. */
export const string: DataType = { kind: "string" };
/** 32 bits. */
export const int: DataType = { kind: "int" };
/** 64 bits. */
export const long: DataType = { kind: "long" };
/** 64-bit floating point. */
export const double: DataType = { kind: "double" };
/** An exact decimal. */
export const decimal = (precision: number, scale: number): DataType => ({ kind: "decimal", precision, scale });
/** A timestamp without zone. */
export const local: DataType = { kind: "timestamp", zoned: false };
/** An instant. */
export const zoned: DataType = { kind: "timestamp", zoned: true };
/** The one column of every case. */
export const column = "c";
