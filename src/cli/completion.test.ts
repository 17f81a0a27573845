import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { realWorld } from "../kit/world.ts";
import { action } from "./completion.ts";
import { commands } from "./commands.ts";

async function script(shell: string): Promise<string> {
  let printed = "";
  const world = { ...realWorld(), terminal: { ...realWorld().terminal, out: (text: string) => void (printed += text) } };
  expect(await action({ args: [shell], options: {} }, { world, signal: new AbortController().signal })).toBe(0);
  return printed;
}

/** What bash offers behind a command line, by its own completion machinery. */
function offered(completion: string, ...words: readonly string[]): readonly string[] {
  const line = ["dativo", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `${completion}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _dativo; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync("bash", ["--norc", "-c", ask], { encoding: "utf8" });
  expect(done.stderr).toBe("");
  return done.stdout.trim().split("\n");
}

describe("dativo completion", () => {
  test("bash offers commands, their second words and their options", async () => {
    const bash = await script("bash");
    expect(offered(bash, "va")).toEqual(["validate"]);
    expect(offered(bash, "contract", "")).toEqual(["lint", "migrate", "diff"]);
    expect(offered(bash, "run", "--f")).toEqual(["--full-refresh"]);
    expect(offered(bash, "contract", "migrate", "--d")).toEqual(["--diff"]);
  });

  test("every command is in every script", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const text = await script(shell);
      for (const { path } of commands) expect(text, `${shell} ${path}`).toContain(path.split(" ").at(-1));
    }
  });

  test("an unknown shell is refused with those that exist", async () => {
    await expect(script("tcsh")).rejects.toMatchObject({ kind: "refused", hint: "choose one of bash, zsh, fish" });
  });
});
