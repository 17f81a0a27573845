import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";
import { codeOf } from "./hcl.ts";

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/^\s*provider\s+"/m, "has a provider block: a module takes its providers from its caller"],
  [/\b(timestamp|plantimestamp|uuid|bcrypt)\s*\(/, "calls a function that gives another value each time: every plan would differ"],
  [/^\s*(resource|data)\s+"(random|time|null|local|external|http)_/m, "uses a resource of a helper provider"],
  [/^\s*(ephemeral|removed|import|action|list)\s+("|\{)/m, "uses a block that is newer than Terraform 1.5"],
  [/\bprovider::/, "calls a provider's function, which needs Terraform 1.8"],
  [/\b(templatestring|issensitive|ephemeralasnull|convert)\s*\(/, "calls a function that is newer than Terraform 1.5"],
];

/** What no module may hold, and what each must say. */
export function findContentOffences(place: string, module: ModuleText): readonly Finding[] {
  return [...findForbidden(place, module.files), ...findUndescribed(place, module), ...findCrossReferences(place, module)];
}

function findForbidden(place: string, files: ReadonlyMap<string, string>): readonly Finding[] {
  return [...files].flatMap(([file, text]) => {
    // Block headers have their names in quotes; calls are looked for outside of them.
    const texts = [text.replaceAll(/(#|\/\/)[^\n]*/g, ""), codeOf(text)];
    return forbidden
      .filter(([pattern], at) => pattern.test(at === 1 || at > 3 ? (texts[1] ?? "") : (texts[0] ?? "")))
      .map(([, problem]): Finding => ({ place: `${place}/${file}`, problem }));
  });
}

function findUndescribed(place: string, { variables, outputs }: ModuleText): readonly Finding[] {
  return [
    ...variables.flatMap(({ name, type, description }): Finding[] => [
      ...(description === undefined ? [{ place, problem: `variable ${name} has no description` }] : []),
      ...(type === undefined ? [{ place, problem: `variable ${name} has no type` }] : []),
    ]),
    ...outputs.flatMap(({ name, description }): Finding[] =>
      description === undefined ? [{ place, problem: `output ${name} has no description` }] : [],
    ),
  ];
}

function findCrossReferences(place: string, { parsed }: ModuleText): readonly Finding[] {
  return [...parsed.values()].flatMap((json) =>
    Object.entries((json["variable"] ?? {}) as Readonly<Record<string, readonly HclBlock[]>>).flatMap(([name, [block]]) => {
      const rules = (block?.["validation"] ?? []) as readonly { readonly condition?: unknown; readonly error_message?: unknown }[];
      const written = rules.map(({ condition, error_message }) => `${String(condition)} ${String(error_message)}`).join(" ");
      const others = new Set(
        [...written.matchAll(/\b(?:var|local)\.(\w+)/g)].map(([found]) => found).filter((found) => found !== `var.${name}`),
      );
      return [...others].map((other): Finding => ({
        place,
        problem: `the validation of ${name} reads ${other}, which needs Terraform 1.9: use a precondition`,
      }));
    }),
  );
}
