import type { JsonValue, Runtime } from "../../spec/infrastructure.ts";
import type { RuntimeKnowledge, RuntimeProblem } from "../runtime.ts";

/** Looks at a runtime block and tells what is wrong with it. */
export type Rule = (runtime: Runtime) => readonly RuntimeProblem[];

/** What a module is given: members that are undefined are left out. */
export type Inputs = Readonly<Record<string, JsonValue | undefined>>;

/** What is known of a runtime, in its parts. */
export interface RuntimeParts {
  readonly rules: readonly Rule[];
  /** The block's facts under the names of the module's variables, options left out. */
  readonly inputs: (runtime: Runtime) => Inputs;
}

/** The knowledge that rules and inputs make up. Options go to the module as they are, beside what the block says in its own keys. */
export function defineRuntime({ rules, inputs }: RuntimeParts): RuntimeKnowledge {
  const said = (runtime: Runtime): Readonly<Record<string, JsonValue>> => withoutUndefined(inputs(runtime));
  return {
    check: (runtime) => [...rules, repeatedOptions(said)].flatMap((rule) => rule(runtime)),
    moduleInputs: (runtime) => ({ ...runtime.options, ...said(runtime) }),
  };
}

/** Options that say again, and differently, what a key of the block says. */
function repeatedOptions(said: (runtime: Runtime) => Readonly<Record<string, JsonValue>>): Rule {
  return (runtime) => {
    const inputs = said(runtime);
    return Object.entries(runtime.options ?? {})
      .filter(([key, value]) => Object.hasOwn(inputs, key) && asText(value) !== asText(inputs[key]))
      .map(([key]) => ({
        path: ["options", key],
        message: `option '${key}' is ${JSON.stringify(runtime.options?.[key])}, but the block's own keys make it ${JSON.stringify(inputs[key])}`,
        hint: `remove options.${key}, or the key that says it`,
      }));
  };
}

/** Terraform takes `1024` and `"1024"` for the same. */
function asText(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function withoutUndefined(inputs: Inputs): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined)) as Record<string, JsonValue>;
}
