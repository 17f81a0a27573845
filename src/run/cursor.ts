import type { DataType } from "../spec/data-type.ts";

const dayMs = 86_400_000;

/**
 * Moves a cursor back by the lookback: days for dates and timestamps, units for numbers. Pure; exact to the microsecond
 * and to the last digit. Types without a distance (text) stay where they are.
 */
export function lookBack(value: string, type: DataType, lookback: number): string {
  if (lookback === 0) return value;
  if (type.kind === "int" || type.kind === "long") return String(BigInt(value) - BigInt(lookback));
  if (type.kind === "decimal") return subtractUnits(value, lookback);
  if (type.kind === "float" || type.kind === "double") return String(Number(value) - lookback);
  if (type.kind === "date") return new Date(Date.parse(`${value}T00:00:00Z`) - lookback * dayMs).toISOString().slice(0, 10);
  if (type.kind === "timestamp") return earlierTimestamp(value, lookback);
  return value;
}

/** Whole days are taken off the date part; the time of day with all its digits and the offset stay as they are. */
function earlierTimestamp(value: string, days: number): string {
  const date = value.slice(0, 10);
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10) + value.slice(10);
}

function subtractUnits(value: string, units: number): string {
  const [whole = "0", fraction] = value.split(".");
  const scale = fraction?.length ?? 0;
  const unscaled = BigInt(whole + (fraction ?? "")) - BigInt(units) * 10n ** BigInt(scale);
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The later of two cursor values of one type; text compares by code point, as the engine's maximum does. */
export function laterCursor(a: string | undefined, b: string | undefined, type: DataType): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareCursor(a, b, type) >= 0 ? a : b;
}

function compareCursor(a: string, b: string, type: DataType): number {
  if (type.kind === "int" || type.kind === "long") return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  if (type.kind === "decimal") return compareDecimals(a, b);
  if (type.kind === "float" || type.kind === "double") return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareDecimals(a: string, b: string): number {
  const scale = Math.max(a.split(".")[1]?.length ?? 0, b.split(".")[1]?.length ?? 0);
  const unscaled = (text: string): bigint => {
    const [whole = "0", fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(scale, "0"));
  };
  return unscaled(a) < unscaled(b) ? -1 : unscaled(a) > unscaled(b) ? 1 : 0;
}
