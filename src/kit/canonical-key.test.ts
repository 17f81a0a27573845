import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalKey, classSlug } from "./canonical-key.ts";

describe("canonicalKey", () => {
  test.each([
    ["CostCenter", "cost_center"],
    ["costCenter", "cost_center"],
    ["cost-center", "cost_center"],
    ["cost_center", "cost_center"],
    ["Cost Center", "cost_center"],
    ["ManagedBy", "managed_by"],
    ["S3Bucket", "s3_bucket"],
    ["HTTPServer", "http_server"],
    ["PII", "pii"],
    ["dativo.io/Team", "dativo.io/Team"],
    ["App/Name", "App/Name"],
    ["Ärzte-Team", "ärzte_team"],
    ["---", "---"],
    ["", ""],
  ])("%s -> %s", (written, canonical) => {
    expect(canonicalKey(written)).toBe(canonical);
  });

  test("applied twice it changes nothing more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (written) => {
        expect(canonicalKey(canonicalKey(written))).toBe(canonicalKey(written));
      }),
    );
  });

  test("PascalCase, camelCase, kebab-case and snake_case of the same words agree", () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
        const spellings = [
          words.map(upper).join(""),
          words.map((text, index) => (index === 0 ? text : upper(text))).join(""),
          words.join("-"),
          words.join("_"),
        ];
        expect(new Set(spellings.map(canonicalKey))).toEqual(new Set([words.join("_")]));
      }),
    );
  });
});

test.each([
  ["PII", "pii"],
  ["Personal Data", "personal_data"],
  ["gdpr/art9", "gdpr_art9"],
  ["a.b", "a_b"],
])("class %s -> %s", (name, slug) => {
  expect(classSlug(name)).toBe(slug);
});
