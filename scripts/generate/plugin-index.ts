import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** The kinds of plugin: a folder under src/plugins each, with the interface that its definitions satisfy. */
export const pluginKinds = {
  sources: { type: "SourcePlugin", file: "source.ts" },
  targets: { type: "TargetPlugin", file: "target.ts" },
  stores: { type: "StorePlugin", file: "store.ts" },
  engines: { type: "EnginePlugin", file: "engine.ts" },
  catalogs: { type: "CatalogPlugin", file: "catalog.ts" },
  runtimes: { type: "RuntimePlugin", file: "runtime.ts" },
} as const;

/** Name of one kind of plugin. */
export type PluginKind = keyof typeof pluginKinds;

/** All kinds, in the order in which data meets them. */
export const kinds: readonly PluginKind[] = ["sources", "targets", "stores", "engines", "catalogs", "runtimes"];

/** Folder names of one kind that hold an index.ts, sorted. */
export function pluginNames(root: string, kind: PluginKind): readonly string[] {
  const folder = path.join(root, "src", "plugins", kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, "index.ts")))
    .sort();
}

/** Source text of src/plugins/index.gen.ts: every definition under its folder's name. */
export function renderPluginIndex(root: string): string {
  const found = kinds.map((kind) => ({ kind, names: pluginNames(root, kind) }));
  const types = kinds.map((kind) => `import type { ${pluginKinds[kind].type} } from "../kit/${pluginKinds[kind].file}";`).sort();
  const imports = found.flatMap(({ kind, names }) => names.map((name) => `import ${local(kind, name)} from "./${kind}/${name}/index.ts";`));
  const fields = kinds.map((kind) => `  readonly ${kind}: Readonly<Record<string, ${pluginKinds[kind].type}>>;`);
  const entries = found.map(({ kind, names }) => `  ${kind}: { ${names.map((name) => `${key(name)}: ${local(kind, name)}`).join(", ")} },`);
  return [
    "// Written by `npm run generate` from the folder names under src/plugins. Do not edit.",
    ...types,
    ...imports,
    "",
    "/** The plugins of one kind by the name that users write. */",
    "export interface Plugins {",
    ...fields,
    "}",
    "",
    "/** Every plugin that ships with Dativo: light definitions, whose `load()` imports the implementation. */",
    "export const plugins: Plugins = {",
    ...entries.map((line) => line.replace("{  }", "{}")),
    "};",
    "",
  ].join("\n");
}

function local(kind: PluginKind, name: string): string {
  const [head = "", ...words] = [...name.split(/[^A-Za-z0-9]+/), kind.slice(0, -1)].filter((word) => word !== "");
  return head + words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join("");
}

function key(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}
