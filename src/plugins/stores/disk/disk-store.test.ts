import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskStore } from "./disk-store.ts";
import { localPath } from "../../../kit/local-path.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "dativo-store-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const store = diskStore();
const text = async (location: string): Promise<string> => Buffer.from(await store.read(location)).toString();

describe("the disk as a store", () => {
  it("puts, reads whole and in part, lists with sizes, deletes", async () => {
    await store.put(`${folder}/b/2.txt`, "second");
    await store.put(`file://${folder}/a/1.txt`, new TextEncoder().encode("first"));
    await store.put(`${folder}/b/2.txt`, "replaced");
    expect(await text(`file://${folder}/b/2.txt`)).toBe("replaced");
    expect(Buffer.from(await store.readRange(`${folder}/b/2.txt`, 2, 3)).toString()).toBe("pla");
    expect(Buffer.from(await store.readRange(`${folder}/b/2.txt`, 6, 30)).toString()).toBe("ed");
    expect(await store.list(folder)).toEqual([
      { location: `${folder}/a/1.txt`, size: 5 },
      { location: `${folder}/b/2.txt`, size: 8 },
    ]);
    await store.delete(`${folder}/a/1.txt`);
    await store.delete(`${folder}/a/1.txt`);
    expect(await store.list(`${folder}/a`)).toEqual([]);
    expect(await store.list(`${folder}/never`)).toEqual([]);
  });

  it("lets one of many writers create, whole", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.putIfAbsent(`${folder}/x/once`, String(index).repeat(1000))),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await text(`${folder}/x/once`)).toBe(String(results.indexOf(true)).repeat(1000));
    expect(readdirSync(`${folder}/x`)).toEqual(["once"]);
  });

  it("moves finished files in, and takes one that is in its place", async () => {
    writeFileSync(`${folder}/made`, "rows");
    await store.putFile(`${folder}/data/p.parquet`, `${folder}/made`);
    expect([existsSync(`${folder}/made`), readFileSync(`${folder}/data/p.parquet`, "utf8")]).toEqual([false, "rows"]);
    await store.putFile(`${folder}/data/p.parquet`, `${folder}/data/p.parquet`);
    expect(await text(`${folder}/data/p.parquet`)).toBe("rows");
    await expect(store.putFile(`${folder}/data/q`, `${folder}/absent`)).rejects.toMatchObject({ kind: "not_found" });
  });

  it.skipIf(!existsSync("/dev/shm"))("copies across disks and removes the original", async () => {
    const elsewhere = mkdtempSync("/dev/shm/dativo-store-");
    try {
      writeFileSync(`${elsewhere}/made`, "rows");
      await store.putFile(`${folder}/p`, `${elsewhere}/made`);
      expect([readdirSync(elsewhere), readdirSync(folder), await text(`${folder}/p`)]).toEqual([[], ["p"], "rows"]);
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it("says what is wrong, with the path", async () => {
    await expect(store.read(`${folder}/absent`)).rejects.toMatchObject({
      kind: "not_found",
      message: expect.stringContaining(`${folder}/absent`),
    });
    await expect(store.read("s3://bucket/x")).rejects.toMatchObject({ kind: "refused" });
    writeFileSync(`${folder}/file`, "");
    await expect(store.put(`${folder}/file/below`, "x")).rejects.toMatchObject({ context: { path: `${folder}/file/below` } });
  });

  it("leaves nothing where it may not write", async ({ skip }) => {
    skip(process.getuid?.() === 0, "root may write anywhere; test/faults has a read-only disk for root too");
    mkdirSync(`${folder}/closed`);
    chmodSync(`${folder}/closed`, 0o500);
    await expect(store.put(`${folder}/closed/x`, "x")).rejects.toMatchObject({ kind: "auth" });
    expect(readdirSync(`${folder}/closed`)).toEqual([]);
  });
});

describe("local paths", () => {
  it.each([
    ["/a/b", "/a/b"],
    ["file:///a/b", "/a/b"],
    ["file:/a/b", "/a/b"],
    ["file://localhost/a/b", "/a/b"],
    ["/a//b/../c", "/a/c"],
  ])("of %s", (location, expected) => {
    expect(localPath(location)).toBe(expected);
  });

  it.each(["relative/x", "s3://b/x", "file://host/x", ""])("refuse %j", (location) => {
    expect(() => localPath(location)).toThrow("not on this disk");
  });
});
