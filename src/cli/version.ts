import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { World } from "../kit/world.ts";
import type { Action } from "./command.ts";

/** `dativo version`. */
export const action: Action = async (invocation, { world }) => {
  const versions = await versionsOf(world);
  const text = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}\n`)
    .join("");
  world.terminal.out(invocation.options["json"] === true ? `${JSON.stringify(versions)}\n` : text);
  return 0;
};

/** Versions of Dativo, the runtime and the engine, from their package files: nothing heavy is loaded to tell them. */
async function versionsOf(world: World): Promise<Record<string, string>> {
  return {
    dativo: await packageVersion(fileURLToPath(new URL("../../package.json", import.meta.url)), world),
    node: process.versions.node,
    duckdb: await packageVersion(createRequire(import.meta.url).resolve("@duckdb/node-api/package.json"), world),
  };
}

/** Dativo's own version. */
export function ownVersion(world: World): Promise<string> {
  return packageVersion(fileURLToPath(new URL("../../package.json", import.meta.url)), world);
}

async function packageVersion(file: string, world: World): Promise<string> {
  const { version } = JSON.parse(await world.files.readText(file)) as { version: string };
  return version;
}
