import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { realWorld } from "./world.ts";

const { files } = realWorld();
let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "dativo-world-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);

async function streamed(name: string, range?: { start?: number; end?: number }): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of files.stream(at(name), range)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("stream gives a file, or a range of it, in pieces", async () => {
  writeFileSync(at("a"), "0123456789");
  expect([
    await streamed("a"),
    await streamed("a", { start: 3, end: 6 }),
    await streamed("a", { start: 8 }),
    await streamed("a", { end: 0 }),
  ]).toEqual(["0123456789", "345", "89", ""]);
  writeFileSync(at("big"), "x".repeat(3_000_000));
  let pieces = 0;
  for await (const piece of files.stream(at("big"))) pieces += piece.length > 0 ? 1 : 0;
  expect(pieces).toBeGreaterThan(1);
});

test("stream names a file that cannot be read", async () => {
  await expect(streamed("gone")).rejects.toMatchObject({ kind: "not_found", message: `cannot read ${at("gone")}: it does not exist` });
});

test("writeStream makes the folder, writes pieces in order and replaces what was there", async () => {
  async function* pieces() {
    yield "a\u00fc";
    yield Buffer.from("b");
  }
  expect(await files.writeStream(at("new/file"), pieces())).toBe(4);
  expect(await files.writeStream(at("new/file"), pieces())).toBe(4);
  expect(readFileSync(at("new/file"), "utf8")).toBe("a\u00fcb");
});

test("an error of the pieces comes through as it is", async () => {
  async function* failing(): AsyncGenerator<string> {
    yield "a";
    throw new RangeError("no more");
  }
  await expect(files.writeStream(at("file"), failing())).rejects.toThrow("no more");
});

test("sync waits for a file and names one that is not there", async () => {
  writeFileSync(at("a"), "x");
  await files.sync(at("a"));
  await expect(files.sync(at("gone"))).rejects.toMatchObject({ kind: "not_found" });
});

test("removeEmptyFolder removes nothing that holds something", async () => {
  mkdirSync(at("empty"));
  mkdirSync(at("full/inner"), { recursive: true });
  expect([
    await files.removeEmptyFolder(at("empty")),
    await files.removeEmptyFolder(at("full")),
    await files.removeEmptyFolder(at("gone")),
  ]).toEqual([true, false, false]);
  expect(await files.names(folder)).toEqual(["full"]);
});

test.skipIf(process.platform !== "linux")("a folder that the system can never make is an error, not a search without end", async () => {
  await expect(files.makeFolder("/proc/none/claims")).rejects.toMatchObject({ kind: "not_found" });
  await expect(files.create("/proc/none/claims/a", "")).rejects.toMatchObject({ kind: "not_found" });
});

test("restrict leaves a file to its owner, and nothing happens where there is none", async () => {
  writeFileSync(at("a"), "", { mode: 0o644 });
  await files.restrict(at("a"));
  await files.restrict(at("none"));
  expect(statSync(at("a")).mode & 0o777).toBe(0o600);
});
