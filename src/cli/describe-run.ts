import { countText, digitsText } from "../observe/amounts.ts";
import type { RunRecord } from "../spec/run-record.ts";

/** What a run did, in a few lines for people: one line when all went well. */
export function describeRun(record: RunRecord): string {
  const lines = [`${headline(record)} (${seconds(record.seconds["total"] ?? 0)})`];
  for (const { rule, count, message, severity } of record.rules)
    lines.push(`  ${severity === "error" ? "quarantined" : "warning"} ${rule}: ${plural(count, "row")}: ${message}`);
  for (const { rule, message, measured } of record.verdicts)
    lines.push(`  broken ${rule}: ${message}${measured === undefined ? "" : ` (found ${measured})`}`);
  if (record.recovered.length > 0) lines.push(`  cleaned up after ${record.recovered.join(", ")}`);
  return `${lines.join("\n")}\n`;
}

function headline(record: RunRecord): string {
  const { rows, job, status, kind, snapshot_id, target, files, bytes } = record;
  const mark = status === "success" ? "✓" : "!";
  if (kind === "validate_only")
    return `${mark} ${job}: ${plural(rows.read, "row")} judged, ${rows.quarantined} bad; nothing landed, as asked`;
  if (files === 0 && snapshot_id === undefined) return `${mark} ${job}: nothing new`;
  const bad = rows.quarantined > 0 ? `, ${rows.quarantined} in quarantine` : "";
  const rest = [...(rows.replaced > 0 ? [`${rows.replaced} replaced`] : []), ...(rows.skipped > 0 ? [`${rows.skipped} skipped`] : [])];
  const place = snapshot_id === undefined ? target : `${target}, snapshot ${snapshot_id}`;
  const counts = [`${plural(rows.landed, "row")} landed${bad} of ${digitsText(rows.read)} read`, ...rest].join(", ");
  return `${mark} ${job}: ${counts}; ${plural(files, "file")}, ${size(bytes.written)} -> ${place}`;
}

/** `1 row`, `12,000 rows`. */
export function plural(count: number, noun: string): string {
  return countText(count, noun);
}

function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** Bytes in the unit that people read. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
