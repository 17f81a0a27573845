import { suggest } from "../kit/suggest.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Outputs } from "../spec/outputs.ts";
import type { JobProblem } from "./job-problem.ts";

/** An output that a job expects, and what it is. */
export interface ExpectedOutput {
  /** The job's own name for it. */
  readonly name: string;
  /** The output's name. */
  readonly output: string;
  /** Absent when it is not there, and when it is sensitive. */
  readonly value?: JsonValue;
}

/**
 * Looks the job's expected outputs up (`infrastructure.outputs`): `output.NAME`, `module.MODULE.NAME`, `NAME`. One that is not
 * there, has no value or is sensitive is a problem at its line.
 */
export function checkOutputs(
  expected: Readonly<Record<string, string>>,
  outputs: Outputs,
): { readonly found: readonly ExpectedOutput[]; readonly problems: readonly JobProblem[] } {
  const found: ExpectedOutput[] = [];
  const problems: JobProblem[] = [];
  for (const [name, written] of Object.entries(expected)) {
    // Other tools have outputs of any name: one that is there by the very name is meant.
    const isThere = Object.hasOwn(outputs, written);
    if (!isThere && !isOutputReference(written)) {
      problems.push(malformedReference(name, written));
      continue;
    }
    const output = isThere ? written : outputName(written);
    const there = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
    const wrong = whatIsWrong(output, there, Object.keys(outputs));
    if (wrong) problems.push({ path: ["outputs", name], code: "missing-output", ...wrong });
    found.push({ name, output, ...(there === undefined || there.sensitive ? {} : { value: there.value }) });
  }
  return { found, problems };
}

/** Whether `infrastructure.outputs` may say it: `output.NAME`, `module.MODULE.NAME`, `NAME`. */
export function isOutputReference(written: string): boolean {
  return /^(?:output\.|module\.[A-Za-z_][\w-]*\.)?[A-Za-z_][\w-]*$/.test(written);
}

/** An entry of `infrastructure.outputs` that names nothing. */
export function malformedReference(name: string, written: string): JobProblem {
  return {
    path: ["outputs", name],
    code: "invalid-value",
    message: `'${written}' names no output`,
    hint: "write output.NAME, module.MODULE.NAME or NAME",
  };
}

/** `cluster_id` of `output.cluster_id` and of `module.emr_cluster.cluster_id`. */
export function outputName(written: string): string {
  return /^(?:output|module\.[\w-]+)\.([\w-]+)$/.exec(written)?.[1] ?? written;
}

function whatIsWrong(
  output: string,
  there: Outputs[string] | undefined,
  names: readonly string[],
): Pick<JobProblem, "message" | "hint"> | undefined {
  if (there === undefined) {
    const near = suggest(output, names);
    const has = names.length === 0 ? "there are no outputs" : `the outputs are ${names.join(", ")}`;
    return { message: `there is no output '${output}'`, hint: near === undefined ? has : `did you mean '${near}'?` };
  }
  if (there.sensitive)
    return { message: `the output '${output}' is sensitive`, hint: "have the module put it into a secret manager, and refer to it there" };
  if (there.value !== null) return undefined;
  return { message: `the output '${output}' has no value`, hint: "the module made nothing that gives it one: look at its options" };
}
