import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TagStyle } from "./tag-slot.ts";
import { isLabelValue, isSameValue, styledKey, unstyledKey } from "./tag-style.ts";

const styles: readonly TagStyle[] = ["aws", "azure", "gcp", "kubernetes", "plain"];

describe("keys", () => {
  test.each([
    ["aws", "CostCenter"],
    ["azure", "cost-center"],
    ["gcp", "cost_center"],
    ["kubernetes", "dativo.io/cost-center"],
    ["plain", "cost_center"],
  ] as const)("%s spells cost_center as %s", (style, styled) => {
    expect(styledKey("cost_center", style)).toBe(styled);
  });

  test("words come back from every style", () => {
    const key = fc.array(fc.stringMatching(/^[a-z]{2,6}$/), { minLength: 1, maxLength: 4 }).map((words) => words.join("_"));
    fc.assert(fc.property(key, fc.constantFrom(...styles), (snake, style) => unstyledKey(styledKey(snake, style)) === snake));
  });

  test("what is not snake_case stays as it is", () => {
    for (const style of styles)
      for (const key of ["app.kubernetes.io/name", "Name", "a__b", "_x", ""]) expect(styledKey(key, style)).toBe(key);
  });
});

describe("values", () => {
  test("only Google rewrites them", () => {
    expect(isSameValue("team", "Data & Co", "data___co", "gcp")).toBe(true);
    expect(isSameValue("team", "Data & Co", "data___co", "aws")).toBe(false);
    expect(isSameValue("team", "data", "Data", "azure")).toBe(false);
  });

  test("a value that is too long is there when its beginning is, and only then", () => {
    const long = `${"a".repeat(55)}-${"b".repeat(20)}`;
    expect(isSameValue("team", long, long.slice(0, 63), "gcp")).toBe(true);
    expect(isSameValue("team", long, `${long.slice(0, 54)}_01234567`, "gcp")).toBe(true);
    expect(isSameValue("team", long, long.slice(0, 40), "gcp")).toBe(false);
    expect(isSameValue("team", long, long.slice(0, 63), "aws")).toBe(false);
    expect(isSameValue("team", long.slice(0, 63), `${long.slice(0, 62)}c`, "gcp")).toBe(false);
  });

  test("accents are composed as Terraform composes them", () => {
    expect(isSameValue("team", "Cafe\u0301", "Caf\u00e9", "aws")).toBe(true);
  });

  test("an environment's two names are one", () => {
    for (const [one, other] of [
      ["prod", "production"],
      ["development", "dev"],
      ["Staging", "stage"],
    ] as const)
      for (const style of styles) expect(isSameValue("environment", one, other, style)).toBe(true);
    expect(isSameValue("environment", "prod", "stage", "aws")).toBe(false);
    expect(isSameValue("team", "prod", "production", "aws")).toBe(false);
  });

  test.each([
    ["", true],
    ["a", true],
    ["FIN-001", true],
    ["-a", false],
    ["a@b", false],
    ["a".repeat(63), true],
    ["a".repeat(64), false],
  ])("'%s' as a label: %s", (value, is) => {
    expect(isLabelValue(value)).toBe(is);
  });
});
