import fc from "fast-check";
import { expect, test } from "vitest";
import { plainNames } from "./column-names.ts";

test("names become plain, and stay apart", () => {
  expect(plainNames(["id", "Balance (EUR)", "Größe", "2nd try", "%", "balance_eur", "Balance EUR"])).toEqual([
    "id",
    "balance_eur_2",
    "gro_e",
    "column_2nd_try",
    "column",
    "balance_eur",
    "balance_eur_3",
  ]);
});

test("property: every name is plain, no two are alike, and plain names stay", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { selector: (name) => name.toLowerCase() }), (names) => {
      const made = plainNames(names);
      expect(made.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))).toBe(true);
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(names.length);
      expect(made.filter((name, index) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(names[index]!) && name !== names[index])).toEqual([]);
    }),
  );
});
