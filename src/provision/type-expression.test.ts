import { expect, test } from "vitest";
import { onOneLine } from "./type-expression.ts";

test.each([
  ["map(string)", "map(string)"],
  [
    'object({\n    x = optional(string, "a, {b} # no") # why\n    y = list(any)\n\n  })',
    'object({ x = optional(string, "a, {b} # no"), y = list(any) })',
  ],
  ["object({\n  a = number,\n  b = object({\n    c = bool\n  })\n})", "object({ a = number, b = object({ c = bool }) })"],
  ["tuple([\n  string,\n  number,\n])", "tuple([string, number])"],
  ["map(object({}))", "map(object({}))"],
  [
    "object({\n  m = optional(map(string), {})\n  l = optional(list(number), [1, -2])\n  n = optional(string, null)\n})",
    "object({ m = optional(map(string), {}), l = optional(list(number), [1, -2]), n = optional(string, null) })",
  ],
  ["object({ // first\n  a = string /* in\n between */\n})", "object({ a = string })"],
])("%j", (type, line) => {
  expect(onOneLine(type)).toBe(line);
  expect(onOneLine(line)).toBe(line);
});
