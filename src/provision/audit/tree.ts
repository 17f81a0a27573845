/** An object of Terraform's JSON, of which nothing is known. */
export type Tree = Readonly<Record<string, unknown>>;

/** The value as an object, or undefined for lists, null and everything else. */
export function asTree(value: unknown): Tree | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

/** The value as a list; empty for everything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The value as text, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/**
 * What a mask says of a part of a value. Masks (`after_unknown`, `after_sensitive`) have `true` where something holds with
 * all that is inside, and repeat the value's lists and objects where it holds for parts.
 */
export function maskOf(mask: unknown, key: string | number): unknown {
  if (mask === true) return true;
  if (typeof mask !== "object" || mask === null) return undefined;
  return (mask as Readonly<Record<string | number, unknown>>)[key];
}
