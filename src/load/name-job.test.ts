import { expect, test } from "vitest";
import { nameJob } from "./name-job.ts";

test("the name goes in front of the first key, behind what stands above it", () => {
  expect(nameJob("# top\n---\n# of the tenant\ntenant_id: acme\nsource: {}\n", "stripe_customers")).toBe(
    '# top\n---\n# of the tenant\nname: "stripe_customers"\ntenant_id: acme\nsource: {}\n',
  );
});

test("as JSON, indented, and with the line ends of Windows too", () => {
  expect(nameJob('{\n  "tenant_id": "acme"\n}\n', "x")).toBe('{\n  "name": "x", "tenant_id": "acme"\n}\n');
  expect(nameJob("  tenant_id: acme\n  source: {}\n", "x")).toBe('  name: "x"\n  tenant_id: acme\n  source: {}\n');
  expect(nameJob("tenant_id: acme\r\nsource: {}\r\n", "x")).toBe('name: "x"\r\ntenant_id: acme\r\nsource: {}\r\n');
});

test("a job with a name keeps it, and a text that is no job stays as it is", () => {
  for (const text of ["name: x\ntenant_id: acme\n", "", "[1]", "- a\n"]) expect(nameJob(text, "y")).toBe(text);
});
