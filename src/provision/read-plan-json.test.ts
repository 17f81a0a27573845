import { expect, test } from "vitest";
import { readPlanJson } from "./read-plan-json.ts";

test("any format 1 is read; a later one is refused", () => {
  expect(readPlanJson('{"format_version": "1.9", "resource_changes": []}', "plan.tfplan")).toMatchObject({ format_version: "1.9" });
  expect(() => readPlanJson('{"format_version": "2.0"}', "plan.tfplan")).toThrow("plan.tfplan is written in format 2.0; format 1 is read");
});
