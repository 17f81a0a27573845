import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";

/** The versions of each provider that a module must hold for. */
export type HeldVersions = Readonly<Record<string, readonly string[]>>;

/** Whether `versions.tf` names the oldest Terraform and, for every provider used, a range that holds the wanted versions and no later major. */
export function findVersionOffences(place: string, module: ModuleText, held: HeldVersions): readonly Finding[] {
  const terraform = (module.parsed.get("versions.tf")?.["terraform"] ?? []) as readonly HclBlock[];
  const offence = (problem: string): Finding => ({ place: `${place}/versions.tf`, problem });
  const required = terraform.map((block) => block["required_version"]).find((version) => version !== undefined);
  const providers = Object.assign(
    {},
    ...terraform.flatMap((block) => (block["required_providers"] ?? []) as readonly HclBlock[]),
  ) as Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
  return [
    ...(required === ">= 1.5" ? [] : [offence('must say required_version = ">= 1.5"')]),
    ...(Object.keys(providers).length === 0 ? [offence("names no provider")] : []),
    ...Object.entries(providers).flatMap(([name, { source, version }]) => [
      ...(source === `hashicorp/${name}` ? [] : [offence(`must say source = "hashicorp/${name}"`)]),
      ...rangeOffences(name, version, held[name] ?? []).map(offence),
    ]),
    ...usedProviders(module)
      .filter((name) => !(name in providers))
      .map((name) => offence(`uses resources of ${name} and does not name it`)),
  ];
}

/** Whether a version lies in a range such as `>= 5.100, < 7.0`. */
export function inRange(version: string, range: string): boolean {
  return range.split(",").every((part) => {
    const [, operator = "=", bound = ""] = /^\s*(>=|<=|!=|~>|>|<|=)?\s*([\d.]+)\s*$/.exec(part) ?? [];
    const order = compare(version, bound);
    const parent = bound.split(".").slice(0, -1);
    const holds: Readonly<Record<string, boolean>> = {
      ">=": order >= 0,
      "<=": order <= 0,
      ">": order > 0,
      "<": order < 0,
      "!=": order !== 0,
      "=": order === 0,
      "~>": order >= 0 && version.split(".").slice(0, parent.length).join(".") === parent.join("."),
    };
    return bound !== "" && (holds[operator] ?? false);
  });
}

function rangeOffences(name: string, range: string | undefined, versions: readonly string[]): readonly string[] {
  if (range === undefined) return [`gives no version of ${name}`];
  if (versions.length === 0) return [`names ${name}, of which no schema is held`];
  const majors = versions.map((version) => Number(version.split(".")[0]));
  const next = `${Math.max(...majors) + 1}.0.0`;
  const before = `${Math.min(...majors) - 1}.99.0`;
  return [
    ...versions.filter((version) => !inRange(version, range)).map((version) => `${name} "${range}" leaves out ${version}`),
    ...[next, before]
      .filter((version) => inRange(version, range))
      .map((version) => `${name} "${range}" admits ${version}, which nothing was tried with`),
  ];
}

function usedProviders({ parsed }: ModuleText): readonly string[] {
  const types = [...parsed.values()].flatMap((json) => [...Object.keys(json["resource"] ?? {}), ...Object.keys(json["data"] ?? {})]);
  return [...new Set(types.map((type) => type.split("_")[0] ?? ""))].filter((name) => name !== "terraform").sort();
}

function compare(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
