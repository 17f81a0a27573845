import { DativoError } from "../kit/error.ts";
import type { ModuleInterface, ModuleProvider, ModuleVariable } from "../spec/provision.ts";

/** A file of a module: its name, and what it holds. */
export interface ModuleFile {
  /** As messages name it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Reads what a module declares from its files (`*.tf`, `*.tf.json`, in the order of their names; overrides last, as Terraform
 * merges them). Throws `refused` with file, line and column where one of them is not valid.
 */
export async function readModuleInterface(files: readonly ModuleFile[]): Promise<ModuleInterface> {
  const ordered = [...files.filter(({ name }) => !isOverride(name)), ...files.filter(({ name }) => isOverride(name))];
  const found: Found = { variables: new Map(), outputs: new Map(), providers: new Map(), configured: new Set(), calls: new Set() };
  for (const file of ordered) collect(await parseFile(file), found);
  const variables = [...found.variables].map(([name, body]): [string, ModuleVariable] => [name, readVariable(body)]);
  const outputs = [...found.outputs].map(([name, body]) => [name, { sensitive: body["sensitive"] === true, ...described(body) }] as const);
  return {
    variables: sorted(variables),
    outputs: sorted(outputs),
    providers: sorted([...found.providers].map(([name, body]) => [name, readProvider(name, body)] as const)),
    configured: [...found.configured].toSorted(),
    folders: [...found.calls].toSorted(),
    ...(found.requiredVersion === undefined ? {} : { required_version: found.requiredVersion }),
  };
}

interface Found {
  readonly variables: Map<string, Body>;
  readonly outputs: Map<string, Body>;
  readonly providers: Map<string, unknown>;
  readonly configured: Set<string>;
  readonly calls: Set<string>;
  requiredVersion?: string;
}

type Body = Readonly<Record<string, unknown>>;

function isOverride(name: string): boolean {
  return /(?:^|[/_])override\.tf(?:\.json)?$/.test(name);
}

/** The file as the JSON that the parser makes of HCL: blocks are lists of bodies. */
async function parseFile({ name, text }: ModuleFile): Promise<Body> {
  if (name.endsWith(".json")) return parseJson(name, text);
  const { parse } = await import("@cdktn/hcl2json");
  try {
    return ((await parse(name, text)) as Body | undefined) ?? {};
  } catch (error) {
    throw unreadable(name, error);
  }
}

function parseJson(name: string, text: string): Body {
  try {
    return asBody(JSON.parse(text));
  } catch (error) {
    throw new DativoError("refused", `${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The parser says `parse config: [main.tf:3,9-4,1: Invalid expression; Expected ...]`. */
function unreadable(name: string, error: unknown): DativoError {
  const message = error instanceof Error ? error.message : String(error);
  const start = message.indexOf(`${name}:`);
  const place = start < 0 ? undefined : /^(\d+),(\d+)(?:-[\d,]+)?: (.*?)\]?$/s.exec(message.slice(start + name.length + 1));
  const text = place ? `${name}:${place[1]}:${place[2]}: ${place[3]}` : `${name}: ${message}`;
  return new DativoError("refused", `the module cannot be read: ${text}`, { hint: "mend the module: `terraform validate` says the same" });
}

function collect(content: Body, found: Found): void {
  for (const [name, body] of blocksOf(content["variable"])) found.variables.set(name, { ...found.variables.get(name), ...body });
  for (const [name, body] of blocksOf(content["output"])) found.outputs.set(name, { ...found.outputs.get(name), ...body });
  for (const [name, body] of blocksOf(content["provider"])) if (body["alias"] === undefined) found.configured.add(name);
  for (const [, body] of blocksOf(content["module"]))
    if (/^\.{1,2}\//.test(String(body["source"]))) found.calls.add(String(body["source"]));
  for (const settings of bodies(content["terraform"])) {
    if (typeof settings["required_version"] === "string") found.requiredVersion = settings["required_version"];
    for (const required of bodies(settings["required_providers"]))
      for (const [name, body] of Object.entries(required)) found.providers.set(name, body);
  }
}

/** Labelled blocks with each of their bodies. */
function blocksOf(value: unknown): readonly (readonly [string, Body])[] {
  return bodies(value).flatMap((group) => Object.entries(group).flatMap(([name, one]) => bodies(one).map((body) => [name, body] as const)));
}

function bodies(value: unknown): readonly Body[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(asBody);
}

function asBody(value: unknown): Body {
  return typeof value === "object" && value !== null ? (value as Body) : {};
}

function readVariable(body: Body): ModuleVariable {
  const type = typeof body["type"] === "string" ? expressionOf(body["type"]) : undefined;
  return {
    ...(type === undefined ? {} : { type }),
    required: !Object.hasOwn(body, "default"),
    sensitive: body["sensitive"] === true,
    nullable: body["nullable"] !== false,
    ...described(body),
  };
}

/** `${map(string)}` as the parser writes it, `map(string)` as JSON files say it. */
function expressionOf(text: string): string {
  return text.startsWith("${") && text.endsWith("}") ? text.slice(2, -1) : text;
}

/** The parser leaves the language's own escapes in. */
function described(body: Body): { readonly description?: string } {
  const { description } = body;
  return typeof description === "string" ? { description: description.replaceAll("$${", "${").replaceAll("%%{", "%{") } : {};
}

function readProvider(name: string, written: unknown): ModuleProvider {
  if (typeof written === "string") return { source: `hashicorp/${name}`, version: written, aliases: [] };
  const body = asBody(written);
  const aliases = Array.isArray(body["configuration_aliases"]) ? body["configuration_aliases"] : [];
  return {
    source: typeof body["source"] === "string" ? body["source"] : `hashicorp/${name}`,
    ...(typeof body["version"] === "string" ? { version: body["version"] } : {}),
    aliases: aliases.map((alias) => expressionOf(String(alias))),
  };
}

function sorted<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
