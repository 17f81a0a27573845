import { isTest, type Offence, type SourceFile } from "./source-tree.ts";

/** Every cycle of static imports (types too), once, from its first file. An `import()` ends the search: it runs later. */
export function findCycles(files: readonly SourceFile[]): readonly Offence[] {
  const graph = new Map(files.filter(({ file }) => !isTest(file)).map((file) => [file.file, staticTargets(file)]));
  const done = new Set<string>();
  const offences: Offence[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      offences.push({ file, line: 1, problem: `import cycle: ${[...trail.slice(start), file].join(" -> ")}` });
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return offences;
}

/** Files that `start` brings in with itself, whatever the depth; and the packages. Types cost nothing and are left out. */
export function staticClosure(
  files: readonly SourceFile[],
  start: readonly string[],
): { files: ReadonlySet<string>; packages: ReadonlySet<string> } {
  const byName = new Map(files.map((file) => [file.file, file]));
  const reached = new Set<string>();
  const packages = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { form, target, specifier } of byName.get(name)?.imports ?? []) {
      if (form !== "value") continue;
      if (target !== undefined) visit(target);
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  };
  for (const name of start) visit(name);
  return { files: reached, packages };
}

function staticTargets({ imports }: SourceFile): readonly string[] {
  return imports.flatMap(({ form, target }) => (form === "dynamic" || target === undefined ? [] : [target]));
}
