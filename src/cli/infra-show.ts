import { stringify } from "yaml";
import { valueAt } from "../kit/value-path.ts";
import type { NodePath } from "../kit/document.ts";
import { knownSecretMasker } from "../observe/known-secrets.ts";
import { acceptInfrastructure, type OpenedInfrastructure } from "./accept.ts";
import { argument, type Action } from "./command.ts";

/** One line of the canonical block, and where it came from. */
interface ShownLine {
  readonly path: NodePath;
  /** Absent for the head of a mapping. */
  readonly value?: unknown;
  /** `file:line`, or what it was derived from. */
  readonly from: string;
}

/** `dativo infra show JOB`: the canonical block, each line with the place it came from. */
export const action: Action = async (invocation, { world }) => {
  const opened = await acceptInfrastructure(argument(invocation, 0), world);
  if (!opened) return 2;
  const text = knownSecretMasker(opened.job.secrets);
  const lines = Object.keys(opened.infrastructure).flatMap((key) => linesAt([key], opened));
  if (invocation.options["json"] === true) {
    const origins = Object.fromEntries(lines.filter((line) => line.value !== undefined).map(({ path, from }) => [path.join("."), from]));
    world.terminal.out(text(`${JSON.stringify({ infrastructure: opened.infrastructure, origins }, undefined, 2)}\n`));
    return 0;
  }
  world.terminal.out(text(print(lines)));
  return 0;
};

function linesAt(path: NodePath, opened: OpenedInfrastructure): ShownLine[] {
  const value = valueAt(opened.infrastructure, path);
  if (value === undefined || isEmpty(value)) return [];
  if (typeof value !== "object" || Array.isArray(value)) return [{ path, value, from: originOf(path, opened) }];
  return [{ path, from: "" }, ...Object.keys(value as object).flatMap((key) => linesAt([...path, key], opened))];
}

function originOf(path: NodePath, { at, loaded, infrastructure }: OpenedInfrastructure): string {
  if (valueAt(loaded.infrastructure!.document.value, path) !== undefined) {
    const { file, line } = at(path, "key");
    return `${file}:${line}`;
  }
  if (path[0] === "provider")
    return infrastructure.runtime.type === undefined ? "derived" : `derived from runtime.type ${infrastructure.runtime.type}`;
  return path[0] === "region" ? "derived from identifiers in the block" : "default";
}

function print(lines: readonly ShownLine[]): string {
  const texts = lines.map(({ path, value }) => {
    const key = stringify(path.at(-1)).trim();
    return `${"  ".repeat(path.length)}${key}:${value === undefined ? "" : ` ${stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim()}`}`;
  });
  const width = Math.min(72, Math.max(...texts.map((text) => text.length)));
  const shown = lines.map(({ from }, index) => (from === "" ? texts[index]! : `${texts[index]!.padEnd(width)}  # ${from}`));
  return ["infrastructure:", ...shown, ""].join("\n");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
