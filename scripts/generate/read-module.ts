import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "@cdktn/hcl2json";

/** A block's arguments and nested blocks, as `@cdktn/hcl2json` gives them: expressions are strings `${...}`, nested blocks are lists. */
export type HclBlock = Readonly<Record<string, unknown>>;

/** An input of a Terraform module. */
export interface ModuleVariable {
  readonly name: string;
  /** As written, on one line; undefined where the module gives none. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly default: unknown;
}

/** An output of a Terraform module. */
export interface ModuleOutput {
  readonly name: string;
  readonly description: string | undefined;
  readonly sensitive: boolean;
}

/** What the `.tf` files of one folder say. Variables and outputs are in the order in which they are written. */
export interface ModuleText {
  readonly variables: readonly ModuleVariable[];
  readonly outputs: readonly ModuleOutput[];
  /** The text of each file, by its name. */
  readonly files: ReadonlyMap<string, string>;
  /** Each file as JSON, by its name. */
  readonly parsed: ReadonlyMap<string, HclBlock>;
}

/** Reads the `.tf` files directly in a folder; a syntax error is thrown with file, line and column. */
export async function readModule(folder: string): Promise<ModuleText> {
  const names = globSync("*.tf", { cwd: folder }).sort();
  const files = new Map(names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
  return await parseModule(files);
}

/** The same from texts. */
export async function parseModule(files: ReadonlyMap<string, string>): Promise<ModuleText> {
  const parsed = new Map<string, HclBlock>();
  for (const [name, text] of files) parsed.set(name, (await parse(name, text)) as HclBlock);
  return {
    files,
    parsed,
    variables: labelled(files, parsed, "variable").map(([name, block]) => ({
      name,
      type: typeof block["type"] === "string" ? onOneLine(unwrap(block["type"])) : undefined,
      description: text(block["description"]),
      required: !("default" in block),
      default: block["default"],
    })),
    outputs: labelled(files, parsed, "output").map(([name, block]) => ({
      name,
      description: text(block["description"]),
      sensitive: block["sensitive"] === true,
    })),
  };
}

/** `${x}` as `x`; anything else as it is. */
export function unwrap(expression: string): string {
  return /^\$\{([\s\S]*)\}$/.exec(expression)?.[1] ?? expression;
}

function labelled(
  files: ReadonlyMap<string, string>,
  parsed: ReadonlyMap<string, HclBlock>,
  kind: "variable" | "output",
): readonly (readonly [string, HclBlock])[] {
  return [...parsed].flatMap(([file, json]) => {
    const blocks = (json[kind] ?? {}) as Readonly<Record<string, readonly HclBlock[]>>;
    // JSON has lost the order in which they are written.
    const place = (name: string): number => (files.get(file) ?? "").search(new RegExp(`^\\s*${kind}\\s+"?${name}"?\\s*\\{`, "m"));
    return Object.entries(blocks)
      .map(([name, [block]]): [string, HclBlock] => [name, block ?? {}])
      .sort(([a], [b]) => place(a) - place(b));
  });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function onOneLine(type: string): string {
  return type
    .replaceAll(/#[^\n]*/g, "")
    .replaceAll(/\{\s*\n\s*/g, "{ ")
    .replaceAll(/,?\s*\n\s*\}/g, " }")
    .replaceAll(/,?\s*\n\s*/g, ", ")
    .replaceAll(/\s+/g, " ");
}
