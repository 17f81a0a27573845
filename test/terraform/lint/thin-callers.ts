import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";

/** The relative path of the one module that a thin caller calls; undefined when it calls none or several. */
export function calledModule(caller: ModuleText): string | undefined {
  const calls = moduleCalls(caller);
  const source = calls.length === 1 ? calls[0]?.[1]["source"] : undefined;
  return typeof source === "string" ? source : undefined;
}

/** Where a thin caller is not the module itself: variables and outputs that are lost, added, or differ. */
export function findThinCallerOffences(place: string, caller: ModuleText, module: ModuleText): readonly Finding[] {
  const [name = "", call = {}] = moduleCalls(caller)[0] ?? [];
  const offence = (problem: string): Finding => ({ place, problem });
  const own = new Map(caller.variables.map((variable) => [variable.name, variable]));
  const results = outputValues(caller);
  return [
    ...module.variables.flatMap((variable) => {
      const same = own.get(variable.name);
      if (!same) return [offence(`lacks the variable ${variable.name}`)];
      const differs = JSON.stringify(same) !== JSON.stringify(variable);
      return [
        ...(differs ? [offence(`its variable ${variable.name} is not that of the module`)] : []),
        ...(call[variable.name] === `\${var.${variable.name}}` ? [] : [offence(`does not pass ${variable.name} on`)]),
      ];
    }),
    ...caller.variables
      .filter(({ name }) => !module.variables.some((one) => one.name === name))
      .map(({ name }) => offence(`has a variable ${name} of its own`)),
    ...module.outputs
      .filter(({ name: output }) => results.get(output) !== `\${module.${name}.${output}}`)
      .map(({ name: output }) => offence(`does not return ${output}`)),
    ...module.outputs
      .filter(
        ({ name: output, sensitive }) => caller.outputs.find((one) => one.name === output)?.sensitive !== sensitive && results.has(output),
      )
      .map(({ name: output }) => offence(`its output ${output} differs in being sensitive`)),
  ];
}

function moduleCalls({ parsed }: ModuleText): readonly (readonly [string, HclBlock])[] {
  return [...parsed.values()].flatMap((json) =>
    Object.entries((json["module"] ?? {}) as Readonly<Record<string, readonly HclBlock[]>>).map(
      ([name, [block]]) => [name, block ?? {}] as const,
    ),
  );
}

function outputValues({ parsed }: ModuleText): ReadonlyMap<string, unknown> {
  return new Map(
    [...parsed.values()].flatMap((json) =>
      Object.entries((json["output"] ?? {}) as Readonly<Record<string, readonly HclBlock[]>>).map(
        ([name, [block]]) => [name, block?.["value"]] as const,
      ),
    ),
  );
}
