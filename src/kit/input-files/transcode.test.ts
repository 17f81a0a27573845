import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realWorld } from "../world.ts";
import { stageAsUtf8 } from "./transcode.ts";

const world = realWorld();
let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "dativo-transcode-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function staged(bytes: Uint8Array, encoding: string, signal = new AbortController().signal): Promise<string> {
  const file = { path: path.join(folder, "in"), origin: "in" };
  writeFileSync(file.path, bytes);
  const size = await stageAsUtf8(file, "none", encoding, path.join(folder, "out"), signal, world);
  const copy = readFileSync(path.join(folder, "out"));
  expect(size).toBe(copy.length);
  return copy.toString();
}

test("UTF-16 of either order comes out as it was, without its mark", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.boolean(), async (text, big) => {
      const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
      expect(await staged(big ? bytes.swap16() : bytes, "utf-16")).toBe(text);
    }),
    { numRuns: 40 },
  );
});

test("all 256 bytes of latin-1 are the first 256 characters", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(await staged(bytes, "latin-1")).toBe(String.fromCharCode(...bytes));
});

test("characters that the disk's pieces cut in two stay whole", async () => {
  const text = `x${"\u20ac".repeat(1_200_000)}`;
  expect((await staged(Buffer.from(text, "utf16le"), "utf-16")) === text).toBe(true);
});

test("a file that ends within a character is refused", async () => {
  await expect(staged(Buffer.from([0x61, 0x00, 0x62]), "utf-16le")).rejects.toThrow("in is not utf-16le text: at its end stands something");
});

test("copying stops when the run is stopped", async () => {
  await expect(staged(Buffer.from("a"), "latin-1", AbortSignal.abort(new Error("stopped by the user")))).rejects.toThrow(
    "stopped by the user",
  );
});
