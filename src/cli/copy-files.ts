import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";

/** A file of the package, and where its copy goes. Absolute. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/** Copies files of the package into a user's folder. One that exists stops it all before anything is written, unless `force`. */
export async function copyFiles(copies: readonly Copy[], folder: string, force: boolean, world: World): Promise<void> {
  const taken = [];
  for (const { to } of copies) if (await world.files.stat(to)) taken.push(path.relative(folder, to));
  if (taken.length > 0 && !force) {
    throw new DativoError("conflict", `${taken.join(", ")} ${taken.length === 1 ? "exists" : "exist"} already; nothing was written`, {
      hint: "choose an empty folder, or add --force to overwrite",
    });
  }
  for (const { from, to } of copies) await world.files.replace(to, await world.files.readBytes(from));
}
