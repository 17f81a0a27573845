/**
 * The one spelling of a tag key: PascalCase, camelCase, kebab-case and blanks become snake_case; keys with `.` or `/` stay
 * as they are (SPEC section 3). Applying it twice changes nothing; a key that would vanish stays as written.
 */
export function canonicalKey(written: string): string {
  if (/[./]/.test(written)) return written;
  const snake = written
    .trim()
    .replace(/([\p{Ll}\p{N}])(\p{CWL})/gu, "$1_$2")
    .replace(/(\p{CWL})(\p{CWL}\p{Ll})/gu, "$1_$2")
    .replace(/[\s-]+/g, "_")
    .toLowerCase();
  return /[^_]/.test(snake) ? snake : written;
}

/** A class of data as the last part of a `contains_` key: `PII` -> `pii`, `Personal Data` -> `personal_data`. */
export function classSlug(name: string): string {
  return canonicalKey(name.replace(/[./]+/g, "_"));
}

/** By code unit, so that the order is the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
