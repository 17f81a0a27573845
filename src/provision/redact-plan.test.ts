import { expect, test } from "vitest";
import { cut, redactPlan } from "./redact-plan.ts";

test("what is sensitive, written out in the configuration, or a known secret is cut out; the form stays", () => {
  const plan = {
    format_version: "1.2",
    variables: { password: { value: "p1" }, size: { value: 3 } },
    planned_values: {
      outputs: { a: { sensitive: true, value: "p2" }, b: { sensitive: false, value: "shown" } },
      root_module: {
        resources: [
          { address: "x.y", values: { pass: "p3", list: [{ in: "p4", out: 1 }] }, sensitive_values: { pass: true, list: [{ in: true }] } },
        ],
        child_modules: [{ resources: [{ values: { pass: "p5" }, sensitive_values: { pass: true } }] }],
      },
    },
    resource_changes: [
      {
        change: {
          before: { pass: "p6", free: "f" },
          after: { pass: "p7", none: null },
          before_sensitive: { pass: true },
          after_sensitive: { pass: true, none: true },
        },
      },
    ],
    output_changes: { a: { before: "p8", after: "p9", before_sensitive: true, after_sensitive: true } },
    prior_state: {
      format_version: "1.0",
      values: { root_module: { resources: [{ values: { pass: "pq" }, sensitive_values: { pass: true } }] } },
    },
    configuration: {
      root_module: {
        variables: { password: { sensitive: true, default: "pb" } },
        resources: [{ expressions: { pass: { constant_value: "pc" }, name: { references: ["var.size"] } } }],
      },
    },
    notes: "with known-secret inside",
  };
  const redacted = redactPlan(plan, { secrets: ["known-secret"] });
  const text = JSON.stringify(redacted);
  for (const secret of ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "pq", "pb", "pc", "known-secret"])
    expect(text).not.toContain(`"${secret}`);
  expect(redacted).toMatchObject({
    variables: { password: { value: cut }, size: { value: 3 } },
    planned_values: { outputs: { b: { value: "shown" } }, root_module: { resources: [{ values: { list: [{ in: cut, out: 1 }] } }] } },
    resource_changes: [{ change: { before: { pass: cut, free: "f" }, after: { pass: cut, none: null } } }],
    configuration: { root_module: { resources: [{ expressions: { pass: { constant_value: cut }, name: { references: ["var.size"] } } }] } },
    notes: `with ${cut} inside`,
  });
});

test("what the environment gave is cut out wherever it stands, unless the job says the same; short texts could be anything", () => {
  const plan = {
    variables: { pin: { value: { code: 12345, word: "outside", tag: "data", n: "1" } }, size: { value: 3 } },
    planned_values: {
      root_module: { resources: [{ address: "x.y", values: { a: "x-outside-y", b: 12345, c: "data", d: "1", e: 123456 } }] },
    },
  };
  const redacted = redactPlan(plan, { secrets: [], variables: ["pin"], open: new Set(["data"]) });
  expect(redacted).toEqual({
    variables: { pin: { value: cut }, size: { value: 3 } },
    planned_values: {
      root_module: { resources: [{ address: "x.y", values: { a: `x-${cut}-y`, b: cut, c: "data", d: "1", e: 123456 } }] },
    },
  });
});
