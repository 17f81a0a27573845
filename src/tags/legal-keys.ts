/** What AWS takes: letters, spaces and numbers of any script and a few signs. Anything else becomes `_`. */
export function legalOnAws(text: string): string {
  return text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_");
}

/** A key of words in lower case, joined by single `_`: the keys that each target spells in its own style; others mostly stay. */
export function isSnakeCase(key: string): boolean {
  return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(key);
}

/** Words that are written in capitals in PascalCase too; the AWS modules know the same. */
const acronyms = new Set(["pii", "phi", "pci"]);

/** `cost_center` -> `CostCenter`, `contains_pii` -> `ContainsPII`; a key that is not snake_case stays. */
export function pascalCase(key: string): string {
  if (!isSnakeCase(key)) return key;
  return key
    .split("_")
    .map((word) => (acronyms.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
}

/** `cost_center` -> `cost-center`; a key that is not snake_case stays. */
export function kebabCase(key: string): string {
  return isSnakeCase(key) ? key.replaceAll("_", "-") : key;
}

/** Why AWS does not take a key: its own prefix, in any case. */
export function reservedByAws(key: string): string | undefined {
  return /^aws:/i.test(key) ? "keys that begin with 'aws:' are reserved for AWS" : undefined;
}

/** Why Azure does not take a name: prefixes of its own, in any case. */
export function reservedByAzure(key: string): string | undefined {
  const prefix = /^(azure|microsoft|windows)/i.exec(key)?.[0];
  return prefix === undefined ? undefined : `names that begin with '${prefix.toLowerCase()}' are reserved for Azure`;
}
