import path from "node:path";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, type SourceDocument } from "../kit/document.ts";
import { suggest } from "../kit/suggest.ts";
import type { World } from "../kit/world.ts";
import { remember, type LoadCache } from "./load-cache.ts";

const suffix = /(\.odcs)?\.ya?ml$/;

/** A contract that a name stands for, or why there is none. */
export type FoundAsset = { readonly path: string } | { readonly diagnostic: Diagnostic };

/**
 * Looks a bare name up in `assets/<source>/v<major.minor>/<object>.yaml`: the job's own source first, the highest version
 * of several. The name may hold folders (`stripe/v1.0/customers`).
 */
export async function findAsset(
  name: string,
  source: string | undefined,
  root: string,
  document: SourceDocument,
  world: World,
  cache: LoadCache,
): Promise<FoundAsset> {
  const all = await remember(cache, `assets ${root}`, async () =>
    (await listAssets(root, world)).map((file) => path.relative(path.join(root, "assets"), file)),
  );
  const named = all.filter((file) => stem(file) === name || stem(file).endsWith(`/${name}`));
  const own = named.filter((file) => source !== undefined && file.startsWith(`${source}/`));
  if (named.length === 1) return { path: path.join(root, "assets", named[0]!) };
  const families = Map.groupBy(own.length > 0 ? own : named, family);
  if (families.size === 1) return { path: path.join(root, "assets", newest([...families.values()][0]!)) };
  if (families.size > 1) {
    const hint = `write asset_path, or one of ${named.map(stem).slice(0, 6).join(", ")}`;
    return {
      diagnostic: diagnosticAt(document.file, document.rangeOf(["asset"]), "ambiguous-asset", `several contracts are called '${name}'`, {
        hint,
      }),
    };
  }
  const near = suggest(
    name,
    all.map((file) => path.basename(stem(file))),
  );
  const hint = near === undefined ? "put it into assets/<source>/v<major.minor>/, or give asset_path" : `did you mean '${near}'?`;
  return {
    diagnostic: diagnosticAt(
      document.file,
      document.rangeOf(["asset"]),
      "file-not-found",
      `no contract '${name}' in ${path.join(path.basename(root), "assets")}/`,
      { hint },
    ),
  };
}

async function listAssets(root: string, world: World): Promise<readonly string[]> {
  if ((await world.files.stat(path.join(root, "assets"))) === undefined) return [];
  return world.files.glob("assets/**/*.{yaml,yml}", root);
}

function stem(file: string): string {
  return file.replace(suffix, "").replaceAll(path.sep, "/");
}

/** What is left of a path without its version folder: files that differ in it alone are versions of one contract. */
function family(file: string): string {
  return stem(file)
    .split("/")
    .filter((part) => !/^v\d+(\.\d+)*$/.test(part))
    .join("/");
}

function newest(files: readonly string[]): string {
  return files.toSorted((a, b) => compareVersions(versionOf(a), versionOf(b))).at(-1)!;
}

function versionOf(file: string): readonly number[] {
  return /(?:^|\/)v(\d+(?:\.\d+)*)\//.exec(file.replaceAll(path.sep, "/"))?.[1]?.split(".").map(Number) ?? [];
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  const index = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => at).find((at) => (a[at] ?? -1) !== (b[at] ?? -1));
  return index === undefined ? 0 : (a[index] ?? -1) - (b[index] ?? -1);
}
