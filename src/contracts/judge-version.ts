import type { ContractChange } from "./contract-change.ts";

/** A step of a semantic version. */
export type VersionStep = "none" | "patch" | "minor" | "major";

/** Whether the new version number says what the changes are. */
export interface VersionVerdict {
  readonly fits: boolean;
  /** The smallest step that the changes ask for. */
  readonly needed: VersionStep;
  /** The step that was taken; `backwards` when the number went down, `unknown` when it is not a semantic version. */
  readonly taken: VersionStep | "backwards" | "unknown";
  readonly message: string;
}

const steps: readonly VersionStep[] = ["none", "patch", "minor", "major"];
const wordsOnly: ReadonlySet<string> = new Set(["documentation_changed", "fact_changed", "columns_reordered", "classification_changed"]);

/** Judges a version bump: major for breaking changes, minor for compatible ones, patch for words. Before 1.0 a minor step may break. */
export function judgeVersion(before: string, after: string, changes: readonly ContractChange[]): VersionVerdict {
  const needed: VersionStep = changes.some((one) => one.breaking)
    ? "major"
    : changes.some((one) => !wordsOnly.has(one.kind))
      ? "minor"
      : changes.length > 0
        ? "patch"
        : "none";
  const taken = stepTaken(before, after);
  const [old] = parse(before) ?? [];
  const enough = old === 0 && needed === "major" ? "minor" : needed;
  const fits = taken !== "unknown" && taken !== "backwards" && steps.indexOf(taken) >= steps.indexOf(enough);
  return { fits, needed, taken, message: describe(before, after, needed, taken, fits) };
}

function stepTaken(before: string, after: string): VersionVerdict["taken"] {
  const [old, now] = [parse(before), parse(after)];
  if (!old || !now) return "unknown";
  const place = old.findIndex((part, index) => part !== now[index]);
  if (place < 0) return "none";
  if (now[place]! < old[place]!) return "backwards";
  return (["major", "minor", "patch"] as const)[place]!;
}

function parse(version: string): readonly [number, number, number] | undefined {
  const parts = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(version);
  return parts ? [Number(parts[1]), Number(parts[2] ?? 0), Number(parts[3] ?? 0)] : undefined;
}

function describe(before: string, after: string, needed: VersionStep, taken: VersionVerdict["taken"], fits: boolean): string {
  if (taken === "unknown") return `versions ${before} and ${after} cannot be compared: write them as major.minor.patch`;
  if (taken === "backwards") return `the version went back from ${before} to ${after}`;
  const asks = needed === "none" ? "nothing changed" : `the changes ask for a ${needed} version`;
  return fits
    ? `${asks}; ${before} to ${after} fits`
    : `${asks}; ${before} to ${after} is ${taken === "none" ? "no new version" : `only a ${taken} one`}`;
}
