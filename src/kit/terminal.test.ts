import { expect, test } from "vitest";
import { DativoError } from "./error.ts";
import { openTerminal } from "./terminal.ts";

/** Descriptors that lead to no terminal; `answer` says how many bytes each write takes, or fails. */
function descriptors(answer: (size: number) => number) {
  const written: [number, string][] = [];
  const writeSync = ((descriptor: number, bytes: Uint8Array) => {
    const taken = answer(bytes.length);
    written.push([descriptor, Buffer.from(bytes.subarray(0, taken)).toString("latin1")]);
    return taken;
  }) as typeof import("node:fs").writeSync;
  const fstatSync = (() => ({ isCharacterDevice: () => false })) as unknown as typeof import("node:fs").fstatSync;
  return { written, terminal: openTerminal({ writeSync, fstatSync }) };
}

function failing(code: string) {
  return descriptors(() => {
    throw Object.assign(new Error(code), { code });
  });
}

test("what is no terminal says so and is 80 columns wide", () => {
  expect(descriptors((size) => size).terminal).toMatchObject({ stdoutIsTerminal: false, stderrIsTerminal: false, width: 80 });
});

test("text that is taken piece by piece arrives whole and in order", () => {
  const { terminal, written } = descriptors((size) => Math.min(size, 3));
  terminal.out("abcdefgh");
  terminal.err("xy");
  expect(written).toEqual([
    [1, "abc"],
    [1, "def"],
    [1, "gh"],
    [2, "xy"],
  ]);
});

test("a reader that has gone is no failure", () => {
  expect(() => failing("EPIPE").terminal.out("text")).not.toThrow();
});

test("a full disk is said", () => {
  expect(() => failing("ENOSPC").terminal.out("text")).toThrow(
    expect.objectContaining({
      constructor: DativoError,
      kind: "unavailable",
      message: "cannot write to standard output: the disk is full",
    }),
  );
});
