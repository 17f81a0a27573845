import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import { canonicalEnvironment } from "../kit/environment-names.ts";
import { tagValue } from "../tags/tag-value.ts";
import type { CheckedJob } from "./open-job.ts";

/**
 * Jobs whose resources would have the same names at the same provider and region: names come from `job_name` and environment, and not
 * from the tenant. A warning, because they may live in accounts of their own. Pure; in the order of the jobs.
 */
export function findSameNames(jobs: readonly CheckedJob[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return jobs.flatMap(({ loaded, facts }): Diagnostic[] => {
    const names = facts?.infrastructure && namesOf(facts);
    if (!names || !loaded.infrastructure) return [];
    const { document } = loaded.infrastructure;
    const earlier = first.get(names);
    if (earlier === undefined) first.set(names, document.file);
    if (earlier === undefined || earlier === document.file) return [];
    return [
      diagnosticAt(
        document.file,
        document.rangeOf(["tags", "job_name"]),
        "same-resource-names",
        `resources would have the same names as those of ${earlier}`,
        {
          severity: "warning",
          hint: "give the job a job_name of its own, or terraform.variables.name_prefix; or keep the two in accounts of their own",
        },
      ),
    ];
  });
}

/** What the names of a job's resources come from; undefined where Dativo's modules do not name them. */
function namesOf({ name, environment, infrastructure }: NonNullable<CheckedJob["facts"]>): string | undefined {
  const { provider, provisioner, region, terraform, runtime, tags } = infrastructure!;
  if (terraform.module_source !== undefined || !["terraform", "opentofu"].includes(provisioner) || runtime.type === undefined)
    return undefined;
  const job = tagValue(tags, "job_name") ?? name;
  return JSON.stringify([provider, region, runtime.type, job, canonicalEnvironment(environment), terraform.variables?.["name_prefix"]]);
}
