/**
 * The words of a command line as the parser takes them. `--version` and `-V` are what other programs answer to; `cli` is the first
 * word of older command lines (`dativo-ingest cli validate`), and says nothing.
 */
export function commandWords(given: readonly string[]): string[] {
  const words = given[0] === "cli" && given.length > 1 ? given.slice(1) : [...given];
  return words.map((word, index) => (index === 0 && (word === "--version" || word === "-V") ? "version" : word));
}
