import { expect, test } from "vitest";
import { resolveEncoding } from "./config.ts";

test.each([
  ["utf-8", "utf-8"],
  ["UTF8", "utf-8"],
  ["utf-8-sig", "utf-8"],
  ["utf_16", "utf-16"],
  ["utf-16le", "utf-16le"],
  ["utf-16-be", undefined],
  ["latin1", "latin-1"],
  ["ISO_8859_1", "latin-1"],
  ["iso-8859-15", "iso-8859-15"],
  ["cp1252", "windows-1252"],
  ["Windows1251", "windows-1251"],
  ["cp932", "shift_jis"],
  ["euc_jp", "euc-jp"],
  ["gbk", "gbk"],
  ["big5", "big5"],
  ["koi8-r", "koi8-r"],
  ["klingon", undefined],
  ["", undefined],
])("encoding %j is %j", (label, expected) => {
  expect(resolveEncoding(label)).toBe(expected);
});
