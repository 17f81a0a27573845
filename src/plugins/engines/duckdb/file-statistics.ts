import { DativoError } from "../../../kit/error.ts";
import type { ColumnStats, DataFile } from "../../../spec/data-file.ts";
import type { Row } from "./connection.ts";

/** The `column_statistics` of COPY ... RETURN_STATS, by dotted path. */
export function columnStatistics(map: Row[string] | undefined): DataFile["columns"] {
  return Object.fromEntries(entriesOf(map).map(([path, stats]) => [unquotePath(path), columnStats(new Map(entriesOf(stats)))]));
}

/** DuckDB gives a map as a list of `{key, value}`. */
export function entriesOf(map: Row[string] | undefined): readonly (readonly [string, Row[string]])[] {
  if (!Array.isArray(map)) throw new DativoError("bug", "DuckDB gave no statistics for a file it wrote");
  return map.map((entry) => {
    const { key, value } = entry as { key: string; value: Row[string] };
    return [key, value] as const;
  });
}

/** `"a"."b"` as `a.b`. */
function unquotePath(path: string): string {
  return [...path.matchAll(/"((?:[^"]|"")*)"/g)].map((part) => part[1]!.replaceAll('""', '"')).join(".");
}

function columnStats(stats: ReadonlyMap<string, Row[string]>): ColumnStats {
  const text = (key: string): string | undefined =>
    stats.get(key) === undefined || stats.get(key) === null ? undefined : String(stats.get(key));
  const sizeBytes = text("column_size_bytes");
  const min = text("min");
  const max = text("max");
  const nan = text("has_nan");
  return {
    values: Number(text("num_values") ?? 0),
    nulls: Number(text("null_count") ?? 0),
    ...(sizeBytes === undefined ? {} : { sizeBytes: Number(sizeBytes) }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(nan === undefined ? {} : { hasNan: nan === "true" }),
  };
}
