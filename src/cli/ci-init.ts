import path from "node:path";
import { fileURLToPath } from "node:url";
import { DativoError } from "../kit/error.ts";
import type { Action, Invocation } from "./command.ts";
import { copyFiles } from "./copy-files.ts";

/** A system that runs workflows: where it looks for them, and what is left to do by hand. */
interface CiSystem {
  /** The option, and the folder under templates/ci. */
  readonly name: string;
  readonly option: string;
  readonly folder: string;
  readonly next: string;
}

const systems: readonly CiSystem[] = [
  { name: "github", option: "github", folder: ".github/workflows", next: "add the login at your cloud where the workflows say so" },
  {
    name: "gitlab",
    option: "gitlab",
    folder: ".gitlab",
    next: "include it from .gitlab-ci.yml: include: [{ local: .gitlab/dativo.yml }]; set DATIVO_TERRAFORM_IMAGE and DATIVO_COMMENT_TOKEN",
  },
  {
    name: "azure-devops",
    option: "azureDevops",
    folder: "azure-pipelines",
    next: "make a pipeline of each file, and a build validation policy with the first two",
  },
];

/** `dativo ci init`: workflows that validate, plan and audit, apply, render and run; nothing is written when one of the files exists. */
export const action: Action = async (invocation, { world }) => {
  const chosen = systemOf(invocation);
  const templates = fileURLToPath(new URL(`../../templates/ci/${chosen.name}`, import.meta.url));
  const names = await world.files.names(templates);
  const copies = names.map((name) => ({ from: path.join(templates, name), to: path.join(world.cwd, chosen.folder, name) }));
  await copyFiles(copies, world.cwd, invocation.options["force"] === true, world);
  const lines = [...names.map((name) => `wrote ${path.join(chosen.folder, name)}`), "", `next: ${chosen.next}`, ""];
  world.terminal.out(lines.join("\n"));
  return 0;
};

function systemOf({ options }: Invocation): CiSystem {
  const chosen = systems.filter(({ option }) => options[option] === true);
  if (chosen.length === 1) return chosen[0]!;
  throw new DativoError("refused", `ci init takes one of ${systems.map(({ name }) => `--${name}`).join(", ")}`);
}
