import { expect, test } from "vitest";
import { nameJob } from "./name-job.ts";

test("the name goes in front of the first key, behind what stands above it", () => {
  expect(nameJob("# top\n---\n# of the tenant\ntenant_id: acme\nsource: {}\n", "stripe_customers")).toBe(
    '# top\n---\n# of the tenant\nname: "stripe_customers"\ntenant_id: acme\nsource: {}\n',
  );
});

test("a job with a name keeps it, and a text that is no job stays as it is", () => {
  for (const text of ["name: x\ntenant_id: acme\n", "", "[1]", "{ tenant_id: acme }\n"]) expect(nameJob(text, "y")).toBe(text);
});
