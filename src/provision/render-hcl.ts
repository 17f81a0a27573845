import type { JsonValue } from "../spec/infrastructure.ts";
import type { Block, TerraformAttribute } from "../spec/provision.ts";

/** Renders blocks as `terraform fmt` writes them. */
export function renderHcl(blocks: readonly Block[]): string {
  return blocks.map((block) => `${blockLines(block, "").join("\n")}\n`).join("\n");
}

/** Renders values of variables (`*.tfvars`) as `terraform fmt` writes them. */
export function renderHclValues(values: Readonly<Record<string, JsonValue>>): string {
  return aligned(values, keyOf, valueLines, "")
    .map((line) => `${line}\n`)
    .join("");
}

function blockLines({ type, labels, attributes, blocks = [] }: Block, indent: string): string[] {
  const head = [type, ...labels.map(quote)].join(" ");
  const inner = `${indent}  `;
  const body = aligned(attributes, (name) => name, attributeLines, inner);
  for (const block of blocks) {
    if (body.length > 0) body.push("");
    body.push(...blockLines(block, inner));
  }
  return [`${indent}${head} {`, ...body, `${indent}}`];
}

function attributeLines(attribute: TerraformAttribute, indent: string): string[] {
  switch (attribute.kind) {
    case "literal":
    case "text":
      return valueLines(attribute.value, indent);
    case "expression":
      return [attribute.value];
    case "word":
      return [attribute.value];
    case "words":
      return braces(
        aligned(
          attribute.value,
          (name) => name,
          (word) => [word],
          `${indent}  `,
        ),
        indent,
      );
  }
}

/** Neighbours of one line each have their `=` under each other; what takes several lines stands alone. */
function aligned<T>(
  members: Readonly<Record<string, T>>,
  key: (name: string) => string,
  render: (value: T, indent: string) => readonly string[],
  indent: string,
): string[] {
  const lines: string[] = [];
  let group: { readonly name: string; readonly text: string }[] = [];
  const flush = (): void => {
    const width = Math.max(0, ...group.map(({ name }) => name.length));
    lines.push(...group.map(({ name, text }) => `${indent}${name.padEnd(width)} = ${text}`));
    group = [];
  };
  for (const [name, value] of Object.entries(members)) {
    const [first = "", ...rest] = render(value, indent);
    if (rest.length === 0) group.push({ name: key(name), text: first });
    else {
      flush();
      lines.push(`${indent}${key(name)} = ${first}`, ...rest);
    }
  }
  flush();
  return lines;
}

function valueLines(value: JsonValue, indent: string): string[] {
  if (value === null || typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value === "string") return [quote(value)];
  const inner = `${indent}  `;
  if (!isList(value)) return braces(aligned(value, keyOf, valueLines, inner), indent);
  const items = value.flatMap((item) => {
    const [first = "", ...rest] = valueLines(item, inner);
    const lines = [inner + first, ...rest];
    return [...lines.slice(0, -1), `${lines.at(-1)},`];
  });
  return items.length === 0 ? ["[]"] : ["[", ...items, `${indent}]`];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function braces(body: readonly string[], indent: string): string[] {
  return body.length === 0 ? ["{}"] : ["{", ...body, `${indent}}`];
}

/** A name stands as it is where the language takes it for nothing else. */
function keyOf(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !["null", "true", "false", "for"].includes(name) ? name : quoteKey(name);
}

/**
 * A quoted template that means exactly this text. `${` and `%{` would begin an expression: one sign is doubled; a longer run is
 * written by numbers, for how a doubled one is read depends on what stands around it.
 */
export function quote(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, String.raw`\$&`)
    .replace(/\$+(?=\{)|%+(?=\{)/g, (run) => (run.length === 1 ? run + run : [...run].map(codePoint).join("")))
    .replace(unprintable, (character) => shortForms[character] ?? codePoint(character));
  return `"${escaped}"`;
}

/** Control and format characters, line and paragraph separators, what is no character, and halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Cs}]/gu;
const shortForms: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

/** A key: as `quote`, in ASCII alone, so that its width on the screen is no question. */
function quoteKey(text: string): string {
  return quote(text).replace(/[^\x20-\x7e]/gu, codePoint);
}

function codePoint(character: string): string {
  const number = character.codePointAt(0)!;
  return number > 0xffff ? String.raw`\U${number.toString(16).padStart(8, "0")}` : String.raw`\u${number.toString(16).padStart(4, "0")}`;
}
