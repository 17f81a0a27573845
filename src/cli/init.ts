import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Action } from "./command.ts";
import { copyFiles } from "./copy-files.ts";

/** npm leaves files of these names out of packages, so the example keeps them under another. */
const renamed: Readonly<Record<string, string>> = { gitignore: ".gitignore" };

/** `dativo init [FOLDER]`: copies the quickstart; an existing file is never overwritten without --force, and then nothing is copied. */
export const action: Action = async (invocation, { world }) => {
  const named = invocation.args[0];
  const folder = path.resolve(world.cwd, typeof named === "string" ? named : ".");
  const example = fileURLToPath(new URL("../../examples/quickstart", import.meta.url));
  const sources = (await world.files.glob("**/*", example)).filter(
    (file) => path.basename(file) !== "README.md" && !file.includes(`${path.sep}expected${path.sep}`),
  );
  const copies = sources.map((from) => ({ from, to: path.join(folder, targetName(path.relative(example, from))) }));
  await copyFiles(copies, folder, invocation.options["force"] === true, world);
  const shown = path.relative(world.cwd, folder) || ".";
  world.terminal.out(
    [
      ...copies.map(({ to }) => `wrote ${path.join(shown, path.relative(folder, to))}`),
      "",
      "next:",
      ...(shown === "." ? [] : [`  cd ${shown}`]),
      "  dativo validate",
      "  dativo run --config jobs/demo/orders.yaml",
      "  dativo table rows --config jobs/demo/orders.yaml",
      "",
    ].join("\n"),
  );
  return 0;
};

function targetName(relative: string): string {
  return path.join(path.dirname(relative), renamed[path.basename(relative)] ?? path.basename(relative));
}
