/**
 * Names that every engine takes without quotes, for columns whose names in the source are not such: `Balance (EUR)` becomes
 * `balance_eur`. A name that is fine stays as it is; two that would become one get a number.
 */
export function plainNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names.filter(isPlain).map((name) => name.toLowerCase()));
  return names.map((name) => (isPlain(name) ? name : free(plain(name), taken)));
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function plain(name: string): string {
  const bare = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = bare.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(words) ? words : `column_${words}`.replace(/_$/, "");
}

function free(name: string, taken: Set<string>): string {
  let found = name;
  for (let number = 2; taken.has(found); number++) found = `${name}_${number}`;
  taken.add(found);
  return found;
}
