import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rolldown, type OutputChunk, type Plugin } from "rolldown";

/** What every start needs, as one file: finding and reading each file of its own costs half a millisecond. */
const start = /src.cli.(?:program|commands?|words)\.ts$|src.kit.(?:world|error)\.ts$|node_modules.commander/;

/**
 * Bundles the program into one CommonJS file per lazily loaded part (`dativo.cjs` is the first), with the licences of
 * the packages inside beside it. DuckDB stays outside, because it is native, and the HCL parser, which reads its own files. CommonJS, because importing Node's own modules
 * from ES modules alone costs a third of Node's start. Returns what went wrong, if anything did.
 */
export async function bundleProgram(entry: string, folder: string): Promise<string | undefined> {
  try {
    // What `validate` and every command about a job need: in one file too.
    const checking = new Set<string>();
    const bundle = await rolldown({
      input: { dativo: entry },
      platform: "node",
      external: [/^node:/, /^@duckdb\//, /^@cdktn\//],
      plugins: [quickStart, findImports(/src.cli.validate\.ts$/, checking)],
    });
    const { output } = await bundle.write({
      dir: folder,
      format: "cjs",
      exports: "named",
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name]-[hash].cjs",
      codeSplitting: {
        groups: [
          { name: "start", test: start, priority: 2 },
          { name: "check", test: (id) => checking.has(id), priority: 1 },
        ],
      },
    });
    writeFileSync(path.join(folder, "THIRD-PARTY-LICENSES"), licences(output.filter((part) => part.type === "chunk")));
    return undefined;
  } catch (error) {
    return `the program could not be bundled: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What commander imports to start other programs; Dativo's commands are all in this one, so it is loaded when it is used. */
const eager = "import childProcess from 'node:child_process';";
const lazy = "const childProcess = { spawn: (...args) => process.getBuiltinModule('node:child_process').spawn(...args) };";

/** Keeps work out of the start that bundling leaves in it. */
const quickStart: Plugin = {
  name: "quick-start",
  transform: {
    filter: { id: /commander.lib.command\.js$/ },
    handler(code) {
      if (!code.includes(eager)) throw new Error("commander no longer imports child_process as it did: mend scripts/bundle.ts");
      return code.replace(eager, lazy);
    },
  },
  /** Node's own modules as they are, in place of a copy of each that has a getter for every member. */
  renderChunk(code) {
    return code.replace(/^(node_\w+) = [\w.]*__toESM\(\1(?:, 1)?\);$/gm, "$1 = Object.create($1, { default: { value: $1 } });");
  },
};

/** Collects in `found` what a module imports in order to be there, itself included; not what it imports when it is used. */
function findImports(module: RegExp, found: Set<string>): Plugin {
  return {
    name: "find-imports",
    buildEnd() {
      const waiting = [...this.getModuleIds()].filter((id) => module.test(id));
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (found.has(id)) continue;
        found.add(id);
        waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
      }
    },
  };
}

function licences(chunks: readonly OutputChunk[]): string {
  const folders = chunks.flatMap(({ moduleIds }) => moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
  return [...new Set(folders)].sort().map(licenceOf).join("\n\n");
}

function licenceOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { name: string; version: string };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file to ship`);
  return `${name} ${version}\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
}
