import fc from "fast-check";
import { expect, test } from "vitest";
import { readFirstRecord } from "./header.ts";

const comma = { delimiter: ",", quote: '"', escape: '"' };

test("names written as RFC 4180 has it are read back, whatever they hold", () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "\r", ";", "\u00e9", "\\") }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(names, fc.constantFrom("\n", "\r\n", "\r"), (fields, end) => {
      const text = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
      expect(readFirstRecord(`${text}${end}1,2`, comma)).toEqual({ fields, ended: true, insideQuotes: false });
    }),
  );
});

test("unquoted names are split at every delimiter and trimmed", () => {
  expect(readFirstRecord("a, b ,,c\n", comma).fields).toEqual(["a", "b", "", "c"]);
});

test("without a quote character quotes are letters", () => {
  expect(readFirstRecord('"a,b"\n', { delimiter: ",", quote: "", escape: "" }).fields).toEqual(['"a', 'b"']);
});

test("an end inside quotes is told from an end of the record", () => {
  expect(readFirstRecord('a,"b\n', comma)).toMatchObject({ ended: false, insideQuotes: true });
  expect(readFirstRecord("a,b", comma)).toMatchObject({ ended: false, insideQuotes: false, fields: ["a", "b"] });
});
