import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Text by path relative to the root. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** A generated file that is not as it should be. */
export interface Stale {
  readonly file: string;
  readonly problem: "missing" | "differs" | "left over";
}

/** Compares what should be there with what is; `owned` are globs of files that only the generator may write. */
export function findStale(root: string, files: GeneratedFiles, owned: readonly string[]): readonly Stale[] {
  const wrong = [...files].flatMap(([file, text]): Stale[] => {
    const place = path.join(root, file);
    if (!existsSync(place)) return [{ file, problem: "missing" }];
    return readFileSync(place, "utf8") === text ? [] : [{ file, problem: "differs" }];
  });
  const leftOver = globSync([...owned], { cwd: root })
    .filter((file) => !files.has(file.replaceAll(path.sep, "/")))
    .map((file): Stale => ({ file, problem: "left over" }));
  return [...wrong, ...leftOver].sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Writes the files that differ and removes those left over; returns what it changed. */
export function writeGenerated(root: string, files: GeneratedFiles, owned: readonly string[]): readonly Stale[] {
  const stale = findStale(root, files, owned);
  for (const { file, problem } of stale) {
    const place = path.join(root, file);
    if (problem === "left over") rmSync(place);
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, files.get(file) ?? "");
    }
  }
  return stale;
}
