import { isFields, isUnknown, type Fields, type WireValue } from "./wire-value.ts";

/** What one argument may be. A check that says nothing of a value lets it pass. */
export type ArgumentRule =
  | { readonly oneOf: readonly string[] }
  | { readonly matches: RegExp; readonly says: string }
  | { readonly between: readonly [number, number] }
  | { readonly among: readonly number[] }
  | { readonly json: true };

/** What a provider demands of arguments together; each returns what is wrong, or undefined. */
export type WholeRule = (fields: Fields) => string | undefined;

/** The rules of a type: by argument (`template.container.cpu`, indexes left out), and of the whole resource. */
export interface TypeRules {
  readonly arguments?: Readonly<Record<string, ArgumentRule>>;
  readonly whole?: readonly WholeRule[];
}

/** The rules of a provider: by type, and those that hold for arguments of any type. */
export interface ProviderRules {
  readonly types: Readonly<Record<string, TypeRules>>;
  readonly anywhere: readonly { readonly argument: RegExp; readonly rule: ArgumentRule }[];
  readonly always: readonly WholeRule[];
}

/** One of these texts. */
export function oneOf(...values: readonly string[]): ArgumentRule {
  return { oneOf: values };
}

/** A number from the least to the most, both included. */
export function between(least: number, most: number): ArgumentRule {
  return { between: [least, most] };
}

/** A text of this form; `says` puts the form into words. */
export function matches(pattern: RegExp, says: string): ArgumentRule {
  return { matches: pattern, says };
}

/** At most one of the arguments may be given. */
export function conflicting(...names: readonly string[]): WholeRule {
  return (fields) => {
    const given = names.filter((name) => isGiven(fields[name]));
    return given.length > 1 ? `${given.join(" and ")} exclude each other` : undefined;
  };
}

/** Exactly one of the arguments must be given. */
export function exactlyOne(...names: readonly string[]): WholeRule {
  return (fields) => {
    if (names.some((name) => isUnknown(fields[name]))) return undefined;
    const given = names.filter((name) => isGiven(fields[name]));
    return given.length === 1 ? undefined : `exactly one of ${names.join(", ")} must be given, ${given.length} are`;
  };
}

/** The known blocks at a dotted path; none where their number is unknown. */
export function blocksAt(fields: Fields, dotted: string): readonly Fields[] {
  return dotted.split(".").reduce<readonly Fields[]>(
    (inside, step) =>
      inside.flatMap((each) => {
        const value = each[step];
        const items: readonly WireValue[] = Array.isArray(value) ? value : [value ?? null];
        return items.filter(isFields);
      }),
    [fields],
  );
}

function isGiven(value: WireValue | undefined): boolean {
  return value !== null && value !== undefined && !isUnknown(value) && !(Array.isArray(value) && value.length === 0);
}
