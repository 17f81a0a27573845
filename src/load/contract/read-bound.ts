import type { NodePath } from "../../kit/document.ts";
import type { DataType } from "../../spec/data-type.ts";
import type { Report } from "./report.ts";

const isoDate = /^\d{4}-\d\d-\d\d$/;
const isoTime = /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;
const isoTimestamp = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * A bound of a date, time or timestamp as ISO 8601 text. ODCS writes bounds in the column's own `format`; ISO 8601 is read
 * too, whatever the format. Reports what is neither.
 */
export function readBound(text: string, type: DataType, format: unknown, path: NodePath, report: Report): string {
  const iso = type.kind === "date" ? isoDate : type.kind === "time" ? isoTime : isoTimestamp;
  if (iso.test(text)) return text;
  const read = typeof format === "string" ? readByFormat(text, format) : undefined;
  if (read !== undefined && iso.test(shape(read, type))) return shape(read, type);
  report(path, "bad-bounds", `the bound is not a ${type.kind}`, {
    hint: type.kind === "time" ? "write it as 23:59:59" : "write it as 2026-11-21, with a time where the column has one",
  });
  return text;
}

interface Parts {
  readonly [field: string]: string | undefined;
}

function shape(parts: Parts, type: DataType): string {
  const date = `${parts["yyyy"]}-${parts["MM"]}-${parts["dd"]}`;
  const time = `${parts["HH"] ?? "00"}:${parts["mm"] ?? "00"}:${parts["ss"] ?? "00"}`;
  if (type.kind === "date") return date;
  return type.kind === "time" ? time : `${date} ${time}${parts["zone"] ?? ""}`;
}

const fields: Readonly<Record<string, string>> = {
  yyyy: "(?<yyyy>\\d{4})",
  MM: "(?<MM>\\d\\d)",
  dd: "(?<dd>\\d\\d)",
  HH: "(?<HH>\\d\\d)",
  mm: "(?<mm>\\d\\d)",
  ss: "(?<ss>\\d\\d)",
};

/** Reads text by a Java-style pattern of whole fields (`dd.MM.yyyy`); undefined when it does not fit. */
function readByFormat(text: string, format: string): Parts | undefined {
  const seen = new Set<string>();
  const source = format.replace(/yyyy|MM|dd|HH|mm|ss|Z+|X+|'[^']*'|[\s\S]/g, (token) => {
    if (/^[ZX]/.test(token)) return "(?<zone>Z|[+-]\\d\\d:?\\d\\d)";
    if (fields[token] !== undefined && !seen.has(token)) {
      seen.add(token);
      return fields[token];
    }
    return (token.startsWith("'") ? token.slice(1, -1) : token).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source}$`).exec(text)?.groups;
}
