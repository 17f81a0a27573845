/** Words that people use for the same environment, the canonical one first. */
const synonyms: readonly (readonly string[])[] = [
  ["prod", "production"],
  ["dev", "development"],
  ["stage", "staging"],
];

/** Whether two names mean the same environment: equal, or synonyms (`prod`/`production`, `dev`/`development`, `stage`/`staging`). */
export function sameEnvironment(a: string, b: string): boolean {
  return canonicalEnvironment(a) === canonicalEnvironment(b);
}

/** The first of the synonyms; any other name as it is. */
export function canonicalEnvironment(name: string): string {
  const lower = name.trim().toLowerCase();
  return synonyms.find((words) => words.includes(lower))?.[0] ?? name.trim();
}
