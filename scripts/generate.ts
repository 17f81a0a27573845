/**
 * `npm run generate`: writes what follows from other files: src/plugins/index.gen.ts from the folder names, where tags
 * stand from the providers' schemas, schemas/ from the zod schemas, docs/reference/ from commands and plugins, the tables in the
 * READMEs of Terraform modules from their variables and outputs. With --check it writes nothing and fails on a stale file.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { findStale, writeGenerated, type GeneratedFiles } from "./generate/generated-files.ts";
import { renderModuleReadmes } from "./generate/module-docs.ts";
import { renderPluginIndex } from "./generate/plugin-index.ts";
import { renderCliReference } from "./generate/reference-cli.ts";
import { renderConnectorReference } from "./generate/reference-connectors.ts";
import { renderDiagnosticReference } from "./generate/reference-diagnostics.ts";
import { renderTaggableTypes } from "./generate/taggable-types.ts";
import { root } from "./steps.ts";

const indexFile = "src/plugins/index.gen.ts";
const taggableFile = "src/provision/audit/taggable-types.gen.ts";
const ownedByGenerator = ["schemas/*.schema.json", "docs/reference/*.md"];

/** Source files come first, because everything else is derived from what they list. */
function sourcesOnly(): GeneratedFiles {
  return new Map([
    [indexFile, renderPluginIndex(root)],
    [taggableFile, renderTaggableTypes(root)],
  ]);
}

async function everything(): Promise<GeneratedFiles> {
  const { plugins } = (await load(indexFile)) as typeof import("../src/plugins/index.gen.ts");
  const { commands } = (await load("src/cli/commands.ts")) as typeof import("../src/cli/commands.ts");
  const { editorSchemas } = (await load("src/load/editor-schemas.ts")) as typeof import("../src/load/editor-schemas.ts");
  const { diagnosticCodes } = (await load("src/kit/diagnostic-codes.ts")) as typeof import("../src/kit/diagnostic-codes.ts");
  const schemas = Object.entries(await editorSchemas(plugins)).map(([kind, schema]): [string, string] => [
    `schemas/${kind}.schema.json`,
    json(schema),
  ]);
  return new Map([
    ...sourcesOnly(),
    ...schemas,
    ["docs/reference/diagnostics.md", renderDiagnosticReference(diagnosticCodes)],
    ["docs/reference/cli.md", renderCliReference(commands)],
    ["docs/reference/connectors.md", renderConnectorReference(plugins)],
    ...(await renderModuleReadmes(root)),
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function load(file: string): Promise<unknown> {
  return await import(pathToFileURL(path.join(root, file)).href);
}

async function main(check: boolean): Promise<number> {
  if (!check) {
    const changed = [...writeGenerated(root, sourcesOnly(), []), ...writeGenerated(root, await everything(), ownedByGenerator)];
    console.log(changed.length === 0 ? "generated files are up to date" : changed.map(({ file }) => `wrote ${file}`).join("\n"));
    return 0;
  }
  const staleSources = findStale(root, sourcesOnly(), []);
  const stale = staleSources.length > 0 ? staleSources : findStale(root, await everything(), ownedByGenerator);
  for (const { file, problem } of stale) console.error(`${file} ${problem}: run \`npm run generate\``);
  return stale.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.includes("--check"));
