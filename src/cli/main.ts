#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import type { Interruption } from "./command.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`dativo needs Node 22.13 or later; this is ${process.versions.node}\n`);
  process.exit(2);
}
void main();

/** A function, because the published program is CommonJS, which knows no await at the top. */
async function main(): Promise<void> {
  enableCompileCache();
  const { buildProgram, parseFailure } = await import("./program.ts");
  const { realWorld } = await import("../kit/world.ts");
  const { commandWords } = await import("./words.ts");

  const abort = new AbortController();
  const stop = (interruption: Interruption) => () => {
    if (abort.signal.aborted) process.exit(interruption.exitCode);
    abort.abort(interruption);
  };
  process.on("SIGINT", stop({ signal: "SIGINT", exitCode: 130 }));
  process.on("SIGTERM", stop({ signal: "SIGTERM", exitCode: 143 }));

  const world = realWorld();
  try {
    const finish = (exitCode: number): void => {
      process.exitCode = exitCode;
    };
    const words = commandWords(process.argv.slice(2));
    await buildProgram({ world, signal: abort.signal }, finish, words[0]).parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = parseFailure(error) ?? (await (await import("./report-error.ts")).reportError(error, world, abort.signal));
  }
}
