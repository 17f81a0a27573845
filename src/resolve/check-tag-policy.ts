import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { Tag } from "../spec/tags.ts";

/**
 * Checks a job's derived tags against `tag_policy` of configs/policy.yaml: required keys, and allowed values. A policy names
 * a tag by its canonical key (`cost_center`) or with its namespace (`finops.cost_center`). Problems stand at the file's
 * start, because what is missing has no place, and name who set a wrong value. Pure.
 */
export function checkTagPolicy(loaded: LoadedJob, tags: readonly Tag[]): readonly Diagnostic[] {
  const { required = [], allowed_values = {} } = loaded.policy?.value?.tag_policy ?? {};
  const { document } = loaded.job;
  const policy = loaded.policy?.document.file;
  const problem = (code: "missing-tag" | "tag-value", message: string, hint: string) =>
    diagnosticAt(document.file, document.rangeOf([]), code, message, { hint });
  const missing = required
    .filter((name) => !tags.some((tag) => isCalled(tag, name) && !isBlank(tag.value)))
    .map((name) =>
      problem(
        "missing-tag",
        `tag '${name}' is required by ${policy}`,
        "set it in the job's finops, in the contract, or in default_tags of the policy",
      ),
    );
  const wrong = Object.entries(allowed_values).flatMap(([name, allowed]) =>
    tags
      .filter((tag) => isCalled(tag, name))
      .flatMap((tag) => {
        const refused = [tag.value].flat().filter((value) => !allowed.map(String).includes(String(value)));
        const at = tag.sources.at(-1)?.at;
        return refused.map((value) =>
          problem(
            "tag-value",
            `tag '${name}' has the value '${value}'${at === undefined ? "" : ` (${at})`}, which ${policy} does not allow`,
            `one of ${allowed.join(", ")}`,
          ),
        );
      }),
  );
  return [...missing, ...wrong];
}

function isCalled(tag: Tag, name: string): boolean {
  return tag.key === name || `${tag.namespace}.${tag.key}` === name;
}

function isBlank(value: Tag["value"]): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}
