import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";

/** A resource or data source as a module declares it. */
export interface Declared {
  readonly kind: "resource" | "data";
  readonly type: string;
  readonly name: string;
  readonly block: HclBlock;
}

/** Every resource and data source of a module. */
export function declared(module: ModuleText): readonly Declared[] {
  return (["resource", "data"] as const).flatMap((kind) =>
    [...module.parsed.values()].flatMap((json) =>
      Object.entries((json[kind] ?? {}) as Readonly<Record<string, Readonly<Record<string, readonly HclBlock[]>>>>).flatMap(
        ([type, named]) => Object.entries(named).map(([name, [block]]): Declared => ({ kind, type, name, block: block ?? {} })),
      ),
    ),
  );
}

/** The blocks of one name inside of a block, written out or made by `dynamic`. */
export function nested(block: HclBlock, name: string): readonly HclBlock[] {
  const written = block[name];
  const dynamic = (block["dynamic"] as Readonly<Record<string, readonly { readonly content?: readonly HclBlock[] }[]>> | undefined)?.[name];
  return [
    ...(Array.isArray(written) ? (written as readonly HclBlock[]).filter((one) => typeof one === "object") : []),
    ...(dynamic ?? []).flatMap(({ content }) => content ?? []),
  ];
}

/** Text without comments, and without what stands in quotes unless it is interpolated. */
export function codeOf(text: string): string {
  return text
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, (quoted) => (quoted.match(/(?<![$])\$\{[^}]*\}/g) ?? []).join(" "))
    .replaceAll(/(#|\/\/)[^\n]*/g, "")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
