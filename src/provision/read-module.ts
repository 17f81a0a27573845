import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { ModuleInterface } from "../spec/provision.ts";
import { readModuleInterface } from "./module-interface.ts";
import type { ModuleSource } from "./module-source.ts";
import { fetchingRoot, moduleName } from "./root-module.ts";
import { renderJson } from "./render-json.ts";

/** A module that a root module can call. */
export interface ReadyModule {
  readonly module: ModuleInterface;
  /** As the root module names it. */
  readonly source: { readonly source: string; readonly version?: string };
  /** Files to be written beside the root module, for it to be whole by itself, by their path from there. */
  readonly files: Readonly<Record<string, string>>;
}

/** Has Terraform fetch the module that the folder's root module names. */
export type ObtainModule = (folder: string) => Promise<void>;

/** Makes a module ready to be called from `folder`. What Dativo brings along comes with its files; what is elsewhere is fetched to be read. */
export async function readModule(
  found: ModuleSource,
  { folder, shipped, obtain }: { readonly folder: string; readonly shipped: string; readonly obtain: ObtainModule },
  world: World,
): Promise<ReadyModule> {
  switch (found.kind) {
    case "shipped": {
      const files = await shippedFiles(shipped, found.path, world);
      const module = await readModuleInterface(filesOf(files, `terraform/${found.path}`));
      return { module, source: { source: `./terraform/${found.path}` }, files };
    }
    case "local": {
      const module = await readFolder(found.folder, world);
      const relative = path.relative(folder, found.folder).split(path.sep).join("/");
      return { module, source: { source: relative.startsWith("..") ? relative : `./${relative}` }, files: {} };
    }
    case "remote": {
      const { kind: _, ...source } = found;
      return { module: await readFetched(source, path.join(folder, ".module"), obtain, world), source, files: {} };
    }
  }
}

/** What the module in a folder declares. */
export async function readFolder(folder: string, world: World): Promise<ModuleInterface> {
  const names = (await world.files.names(folder)).filter((name) => /\.tf(?:\.json)?$/.test(name) && !name.startsWith("."));
  if (names.length === 0) {
    throw new DativoError("not_found", `there is no Terraform module in ${folder}`, {
      context: { folder },
      hint: "a module is a folder with .tf or .tf.json files",
    });
  }
  const files = names.map(async (name) => ({ name: path.join(folder, name), text: await world.files.readText(path.join(folder, name)) }));
  return readModuleInterface(await Promise.all(files));
}

/** The files of a shipped module and of the modules that it calls, by their path under `terraform/`; its docs and tests stay behind. */
async function shippedFiles(shipped: string, module: string, world: World): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  const waiting = [module];
  const done = new Set<string>();
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (done.has(one)) continue;
    done.add(one);
    for (const file of await world.files.glob("**/*", path.join(shipped, one))) {
      const name = path.relative(path.join(shipped, one), file).split(path.sep).join("/");
      if (/^(?:examples|tests|\.terraform)\/|\.md$|(?:^|\/)\.|\.tfstate/.test(name)) continue;
      files[`terraform/${one}/${name}`] = await world.files.readText(file);
    }
    const { folders } = await readModuleInterface(filesOf(files, `terraform/${one}`));
    waiting.push(...folders.map((folder) => path.posix.join(one, folder)));
  }
  return Object.fromEntries(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function filesOf(files: Readonly<Record<string, string>>, folder: string): { readonly name: string; readonly text: string }[] {
  return Object.entries(files)
    .filter(([name]) => path.posix.dirname(name) === folder && /\.tf(?:\.json)?$/.test(name))
    .map(([name, text]) => ({ name, text }));
}

/** What names no version may have moved on since it was fetched; what names one is fetched once. */
async function readFetched(source: ReadyModule["source"], folder: string, obtain: ObtainModule, world: World): Promise<ModuleInterface> {
  const root = path.join(folder, "main.tf.json");
  const wanted = renderJson(fetchingRoot(source));
  const pinned = source.version !== undefined || /[?&]ref=/.test(source.source);
  const had = (await world.files.readTextIfThere(root)) === wanted ? await fetchedFolder(folder, world) : undefined;
  if (had === undefined || !pinned) {
    await world.files.replace(root, wanted);
    await obtain(folder);
  }
  const there = await fetchedFolder(folder, world);
  if (there === undefined)
    throw new DativoError("not_found", `Terraform did not fetch the module ${source.source}`, { context: { folder } });
  return readFolder(there, world);
}

/** Where Terraform put the module, as its own list of modules says; undefined when it is not there. */
async function fetchedFolder(folder: string, world: World): Promise<string | undefined> {
  const text = await world.files.readTextIfThere(path.join(folder, ".terraform", "modules", "modules.json"));
  if (text === undefined) return undefined;
  const { Modules: modules = [] } = JSON.parse(text) as { readonly Modules?: readonly { readonly Key: string; readonly Dir: string }[] };
  const found = modules.find(({ Key }) => Key === moduleName);
  if (!found) return undefined;
  const place = path.resolve(folder, found.Dir);
  return (await world.files.stat(place))?.isFolder ? place : undefined;
}
