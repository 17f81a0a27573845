import { expect, test } from "vitest";
import { nameJob } from "./name-job.ts";

test("the name goes in front of the first key, behind what stands above it", () => {
  expect(nameJob("# top\n---\n# of the tenant\ntenant_id: acme\nsource: {}\n", "stripe_customers")).toBe(
    '# top\n---\n# of the tenant\nname: "stripe_customers"\ntenant_id: acme\nsource: {}\n',
  );
});

test("a job in braces, as JSON is, has it inside of them", () => {
  expect(nameJob("{ tenant_id: acme }\n", "y")).toBe('{ "name": "y", tenant_id: acme }\n');
  const named = nameJob(JSON.stringify({ tenant_id: "acme", source: {} }, undefined, 2), "y");
  expect(named).toBe('{\n  "name": "y", "tenant_id": "acme",\n  "source": {}\n}');
  expect(JSON.parse(named)).toEqual({ name: "y", tenant_id: "acme", source: {} });
});

test("a job with a name keeps it, and a text that is no job stays as it is", () => {
  for (const text of ["name: x\ntenant_id: acme\n", "", "[1]", "{}"]) expect(nameJob(text, "y")).toBe(text);
});
