import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";
import { codeOf } from "./hcl.ts";

/** `header`: looked for where the blocks of a file begin, which `terraform fmt` puts at the start of a line; `call`: looked for outside of quotes. */
const forbidden: readonly { readonly header?: RegExp; readonly call?: RegExp; readonly problem: string }[] = [
  { header: /^provider\s+"/m, problem: "has a provider block: a module takes its providers from its caller" },
  { header: /^(resource|data)\s+"(random|time|null|local|external|http)_/m, problem: "uses a helper provider" },
  { header: /^(ephemeral|removed|import|action|list)\s*["{]/m, problem: "has a block that is newer than Terraform 1.5" },
  { call: /\b(timestamp|plantimestamp|uuid|bcrypt)\s*\(/, problem: "calls a function that gives another value at each plan" },
  { call: /\bprovider::/, problem: "calls a provider's function, which needs Terraform 1.8" },
  { call: /\b(templatestring|issensitive|ephemeralasnull)\s*\(/, problem: "calls a function that is newer than Terraform 1.5" },
];

/** What no module may hold, and what each must say. */
export function findContentOffences(place: string, module: ModuleText): readonly Finding[] {
  return [...findForbidden(place, module.files), ...findUndescribed(place, module), ...findCrossReferences(place, module)];
}

function findForbidden(place: string, files: ReadonlyMap<string, string>): readonly Finding[] {
  return [...files].flatMap(([file, text]) => {
    const code = codeOf(text);
    return forbidden
      .filter(({ header, call }) => header?.test(text) === true || call?.test(code) === true)
      .map(({ problem }): Finding => ({ place: `${place}/${file}`, problem }));
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
