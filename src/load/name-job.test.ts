import { expect, test } from "vitest";
import { nameJob } from "./name-job.ts";

test("the name goes in front of the first key, behind what stands above it", () => {
  expect(nameJob("# top\n---\n# of the tenant\ntenant_id: acme\nsource: {}\n", "stripe_customers")).toBe(
    '# top\n---\n# of the tenant\nname: "stripe_customers"\ntenant_id: acme\nsource: {}\n',
  );
});

test("a job with a name keeps it, and a text that is no job stays as it is", () => {
  for (const text of ["name: x\ntenant_id: acme\n", "", "[1]"]) expect(nameJob(text, "y")).toBe(text);
});

test("a job in braces gets its name between them", () => {
  expect(nameJob("{ tenant_id: acme }\n", "y")).toBe('{ "name": "y", tenant_id: acme }\n');
  expect(nameJob('# {\n{ # first\n  "tenant_id": "t"\n}\n', "y")).toBe('# {\n{ # first\n  "name": "y", "tenant_id": "t"\n}\n');
});
