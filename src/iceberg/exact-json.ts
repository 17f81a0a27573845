import { DativoError } from "../kit/error.ts";

/** Keys whose values are 64-bit ids. */
const idKeys: ReadonlySet<string> = new Set([
  "snapshot-id",
  "parent-snapshot-id",
  "current-snapshot-id",
  "source-snapshot-id",
  "added-snapshot-id",
]);

interface ReviverContext {
  readonly source?: string;
}
type ExactParse = (text: string, reviver: (key: string, value: unknown, context: ReviverContext) => unknown) => unknown;
const parseWithSource = JSON.parse as ExactParse;
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * Reads Iceberg JSON without losing a digit: snapshot ids become `bigint`, and so does any other whole number too great
 * for a double. Throws DativoError `refused` naming `origin` when the text is not JSON.
 */
export function parseExactJson(text: string, origin: string): unknown {
  try {
    return parseWithSource(text, (key, value, context) => {
      if (typeof value !== "number" || context.source === undefined) return value;
      if (!/^-?\d+$/.test(context.source)) return value;
      return idKeys.has(key) || !Number.isSafeInteger(value) ? BigInt(context.source) : value;
    });
  } catch (error) {
    throw new DativoError("refused", `${origin} is not valid JSON: the file is damaged or was cut off`, {
      hint: "restore it from a backup; nothing was written",
      context: { path: origin },
      cause: error,
    });
  }
}

/** Writes JSON in which a `bigint` is a plain number with all its digits. */
export function renderExactJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? rawJSON(String(item)) : item), indent);
}
