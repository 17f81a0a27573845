/** A broken rule: where, and what is wrong. */
export interface Finding {
  readonly place: string;
  readonly problem: string;
}

/** Findings as people read them, sorted. */
export function show(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ place, problem }) => `${place}: ${problem}`).sort();
}
