/** What one command has read already, so that thousands of jobs that share files read each once. */
export type LoadCache = Map<string, Promise<unknown>>;

/** An empty cache; its life is one command. */
export function createLoadCache(): LoadCache {
  return new Map();
}

/** The remembered result, made when it is asked for the first time. A key always stands for one type. */
export function remember<T>(cache: LoadCache, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key) as Promise<T> | undefined;
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
