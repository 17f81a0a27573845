import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { GeneratedFiles } from "./generated-files.ts";
import { readModule, type ModuleOutput, type ModuleVariable } from "./read-module.ts";

/** Folders of Terraform modules and their thin callers: `terraform/<group>/<name>` with a `variables.tf`, sorted. */
export function moduleFolders(root: string): readonly string[] {
  return globSync("terraform/*/*/variables.tf", { cwd: root })
    .map((file) => path.dirname(file).replaceAll(path.sep, "/"))
    .sort();
}

/** The README of every module, with the tables between its markers renewed and everything else as it is. */
export async function renderModuleReadmes(root: string): Promise<GeneratedFiles> {
  const files = new Map<string, string>();
  for (const folder of moduleFolders(root)) {
    const readme = path.join(root, folder, "README.md");
    if (!existsSync(readme)) continue;
    const { variables, outputs } = await readModule(path.join(root, folder));
    const before = readFileSync(readme, "utf8");
    files.set(`${folder}/README.md`, fill(fill(before, "INPUTS", inputTable(variables)), "OUTPUTS", outputTable(outputs)));
  }
  return files;
}

/** Replaces what stands between `<!-- BEGIN NAME -->` and `<!-- END NAME -->`; a text without both markers stays as it is. */
export function fill(text: string, name: "INPUTS" | "OUTPUTS", content: string): string {
  const [begin, end] = [`<!-- BEGIN ${name} -->`, `<!-- END ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) return text;
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** The inputs, those that must be given first. */
export function inputTable(variables: readonly ModuleVariable[]): string {
  const inOrder = [...variables.filter(({ required }) => required), ...variables.filter(({ required }) => !required)];
  const rows = inOrder.map(
    (variable) =>
      `| \`${variable.name}\` | ${code(variable.type ?? "any")} | ${variable.required ? "" : code(JSON.stringify(variable.default))} | ${
        variable.required ? "yes" : "no"
      } | ${cell(variable.description ?? "")} |`,
  );
  return ["| name | type | default | required | description |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** The outputs in the order of the file. */
export function outputTable(outputs: readonly ModuleOutput[]): string {
  const rows = outputs.map(
    ({ name, description, sensitive }) => `| \`${name}\` | ${cell(description ?? "")}${sensitive ? " (sensitive)" : ""} |`,
  );
  return ["| name | description |", "|---|---|", ...rows].join("\n");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
