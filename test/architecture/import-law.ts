import { isTest, type Import, type Offence, type SourceFile } from "./source-tree.ts";

const stages = ["load", "resolve", "tags", "contracts", "provision", "run", "observe"];
const everything = ["spec", "kit", "iceberg", ...stages, "plugins", "cli", "index.ts"];

/** Which folders of src a folder may import besides itself; a plugin's self is its own folder. See ARCHITECTURE.md. */
const mayImport: ReadonlyMap<string, readonly string[]> = new Map([
  ["spec", []],
  ["kit", ["spec"]],
  ["iceberg", ["spec", "kit"]],
  ...stages.map((stage): [string, readonly string[]] => [stage, ["spec", "kit"]]),
  ["plugins", ["spec", "kit", "iceberg"]],
  ["cli", everything],
  ["index.ts", everything],
]);

/** Packages that a folder may import; folders that are not named may import any that package.json lists. */
const packagesOf: ReadonlyMap<string, readonly string[]> = new Map([["spec", ["zod"]]]);

/** Imports that break the table above. Tests may import what they like: they put parts together. */
export function findImportOffences(files: readonly SourceFile[]): readonly Offence[] {
  return files
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, imports }) =>
      imports.flatMap((imported) => {
        const problem = imported.target === undefined ? packageProblem(file, imported) : fileProblem(file, imported.target);
        return problem === undefined ? [] : [{ file, line: imported.line, problem }];
      }),
    );
}

function fileProblem(file: string, target: string): string | undefined {
  if (!target.startsWith("src/")) return `imports ${target}, which is outside of src`;
  if (isTest(target)) return `imports ${target}, which is there for tests`;
  const [from, to] = [folderOf(file), folderOf(target)];
  const allowed = mayImport.get(from);
  if (allowed === undefined) return `lies in src/${from}, which the import law does not know: add it to the table`;
  if (from === to) return from === "plugins" ? siblingProblem(file, target) : undefined;
  return allowed.includes(to) ? undefined : `imports ${target}: src/${from} may import ${allowed.join(", ") || "nothing of ours"}`;
}

/** The generated index imports every definition; a plugin imports no other plugin. */
function siblingProblem(file: string, target: string): string | undefined {
  if (file === "src/plugins/index.gen.ts") return undefined;
  return pluginOf(file) === pluginOf(target) ? undefined : `imports ${target}: a plugin may not import another`;
}

function packageProblem(file: string, { specifier }: Import): string | undefined {
  const allowed = packagesOf.get(folderOf(file));
  if (allowed === undefined || allowed.includes(specifier)) return undefined;
  return `imports ${specifier}: src/${folderOf(file)} may import ${allowed.join(", ")} and nothing else`;
}

/** `load` for src/load/yaml.ts, `index.ts` for src/index.ts. */
function folderOf(file: string): string {
  return file.split("/")[1] ?? "";
}

/** `sources/csv` for src/plugins/sources/csv/read.ts. */
function pluginOf(file: string): string {
  return file.split("/").slice(2, 4).join("/");
}
