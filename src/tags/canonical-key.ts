import { canonicalKey } from "../kit/canonical-key.ts";

export { canonicalKey };

/** A class of data as the last part of a `contains_` key: `PII` -> `pii`, `Personal Data` -> `personal_data`. */
export function classSlug(name: string): string {
  return canonicalKey(name.replace(/[./]+/g, "_"));
}

/** By code unit, so that the order is the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
