import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { kinds, pluginNames } from "../../scripts/generate/plugin-index.ts";
import { staticClosure } from "./import-cycles.ts";
import type { Offence, SourceFile } from "./source-tree.ts";

/** Plugin folders without a definition, a test or a README. */
export function findIncompletePlugins(root: string): readonly Offence[] {
  return kinds.flatMap((kind) => {
    const folder = path.join(root, "src/plugins", kind);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return names.flatMap(({ name }) =>
      missingParts(path.join(folder, name)).map((part) => ({ file: `src/plugins/${kind}/${name}`, line: 1, problem: `has no ${part}` })),
    );
  });
}

function missingParts(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true }).map(String);
  return [
    ...(files.includes("index.ts") ? [] : ["index.ts with its definition"]),
    ...(files.includes("README.md") ? [] : ["README.md"]),
    ...(files.some((file) => file.endsWith(".test.ts")) ? [] : ["test"]),
  ];
}

/** Definitions that bring in a heavy library before the plugin runs: everything but zod belongs behind `load()`. */
export function findHeavyDefinitions(root: string, files: readonly SourceFile[]): readonly Offence[] {
  const definitions = kinds.flatMap((kind) => pluginNames(root, kind).map((name) => `src/plugins/${kind}/${name}/index.ts`));
  return definitions.flatMap((file) =>
    [...staticClosure(files, [file]).packages]
      .filter((name) => name !== "zod" && !name.startsWith("zod/"))
      .map((name) => ({ file, line: 1, problem: `imports ${name} at once: import it behind load()` })),
  );
}
