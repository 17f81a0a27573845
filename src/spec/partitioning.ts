/** One partition field: an Iceberg transform of a column. `ingest_date` is the run's date, a column the run adds. */
export interface PartitionField {
  readonly column: string;
  readonly transform: Transform;
}

/** Iceberg partition transforms (specification, "Partition Transforms"). */
export type Transform =
  | { readonly kind: "identity" }
  | { readonly kind: "year" }
  | { readonly kind: "month" }
  | { readonly kind: "day" }
  | { readonly kind: "hour" }
  | { readonly kind: "bucket"; readonly buckets: number }
  | { readonly kind: "truncate"; readonly width: number };

const form =
  /^\s*(?:(?<transform>[a-z_]+)\s*\(\s*(?:(?<parameter>\d+)\s*,\s*)?(?<inner>[^(),]+?)\s*(?:,\s*(?<trailing>\d+)\s*)?\)|(?<bare>[^(),]+?))\s*$/;
const timeTransforms: Readonly<Record<string, "year" | "month" | "day" | "hour">> = {
  year: "year",
  years: "year",
  month: "month",
  months: "month",
  day: "day",
  days: "day",
  date: "day",
  hour: "hour",
  hours: "hour",
};

/** Reads `day(at)`, `bucket(16, id)`, `truncate(code, 4)` or a bare column name; undefined when the text is none of these. */
export function parsePartitionField(text: string): PartitionField | undefined {
  const groups = form.exec(text)?.groups;
  if (!groups) return undefined;
  if (groups["bare"] !== undefined) return { column: groups["bare"], transform: { kind: "identity" } };
  const column = groups["inner"]!;
  const parameter = groups["parameter"] ?? groups["trailing"];
  const name = groups["transform"]!;
  const time = timeTransforms[name];
  if (time !== undefined) return parameter === undefined ? { column, transform: { kind: time } } : undefined;
  if (name === "identity") return parameter === undefined ? { column, transform: { kind: "identity" } } : undefined;
  const size = Number(parameter);
  if (!(size >= 1)) return undefined;
  if (name === "bucket") return { column, transform: { kind: "bucket", buckets: size } };
  if (name === "truncate") return { column, transform: { kind: "truncate", width: size } };
  return undefined;
}

/** The Iceberg spelling of a transform: `day`, `bucket[16]`, `truncate[4]`. */
export function renderTransform(transform: Transform): string {
  if (transform.kind === "bucket") return `bucket[${transform.buckets}]`;
  if (transform.kind === "truncate") return `truncate[${transform.width}]`;
  return transform.kind;
}
