/**
 * A function that makes its value when it is first called and returns the same one from then on. For what costs time and is
 * not always needed: making all zod schemas of all connectors takes as long as starting Node.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
