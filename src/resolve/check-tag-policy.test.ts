import { describe, expect, it } from "vitest";
import type { LoadedFile, LoadedJob } from "../kit/loaded-job.ts";
import { parseYaml } from "../load/yaml.ts";
import type { Policy } from "../spec/policy.ts";
import type { Tag, TagValue } from "../spec/tags.ts";
import { checkTagPolicy } from "./check-tag-policy.ts";

const file = <T>(name: string, value: T): LoadedFile<T> => ({
  path: `/${name}`,
  document: parseYaml("a: 1\n", name).document,
  raw: {},
  value,
  incomplete: false,
  placeholders: [],
  replaced: new Set(),
  secrets: [],
  diagnostics: [],
});
const loaded = (policy: Policy): LoadedJob => ({
  root: "/",
  job: file("job.yaml", {} as never),
  policy: file("policy.yaml", policy),
  diagnostics: [],
});
const tag = (key: string, value: TagValue, at?: string): Tag => ({
  namespace: "finops",
  key,
  value,
  sources: [{ layer: "job", value, ...(at ? { at } : {}) }],
});
const check = (policy: Policy, ...tags: Tag[]) =>
  checkTagPolicy(loaded(policy), tags).map(({ file: name, line, code, message, hint }) => `${name}:${line} ${code} ${message} (${hint})`);

describe("checkTagPolicy", () => {
  it("asks nothing where the policy does not", () => {
    expect(check({})).toEqual([]);
  });

  it("names each required tag that is absent or blank, by key or with its namespace", () => {
    const policy = { tag_policy: { required: ["cost_center", "finops.project", "owner", "team"] } };
    const found = check(policy, tag("cost_center", "F1"), tag("project", "p"), tag("owner", ""), tag("other", 1));
    expect(found.map((one) => one.split(" ").slice(0, 4).join(" "))).toEqual([
      "job.yaml:1 missing-tag tag 'owner'",
      "job.yaml:1 missing-tag tag 'team'",
    ]);
  });

  it("names values that are not allowed, in lists too, and who set them", () => {
    const policy = { tag_policy: { allowed_values: { environment: ["prod", "dev"], level: [1], business_tags: ["a"] } } };
    expect(check(policy, tag("environment", "qa", "jobs/j.yaml:7"), tag("level", 1), tag("business_tags", ["a", "b"]))).toEqual([
      "job.yaml:1 tag-value tag 'environment' has the value 'qa' (jobs/j.yaml:7), which policy.yaml does not allow (one of prod, dev)",
      "job.yaml:1 tag-value tag 'business_tags' has the value 'b', which policy.yaml does not allow (one of a)",
    ]);
  });
});
