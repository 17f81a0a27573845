import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { TargetRequest, TargetSession } from "../../../kit/target.ts";
import { realWorld } from "../../../kit/world.ts";
import sqlite from "../../catalogs/sqlite/index.ts";
import disk from "../../stores/disk/index.ts";
import { icebergConfig } from "./config.ts";
import iceberg from "./index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-target-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
const plugins = { stores: { disk }, catalogs: { sqlite } };
async function open(config: unknown = {}, more: Partial<TargetRequest> = {}): Promise<TargetSession> {
  return (await iceberg.load()).open({ config, root, table: { namespace: "ns", name: "t" }, job: "j", plugins, ...more }, realWorld());
}

describe("the Iceberg target's configuration", () => {
  it("has defaults for all", () => {
    expect(icebergConfig().parse({})).toEqual({
      warehouse: "warehouse",
      connection: { catalog: { type: "sqlite", name: "dativo" } },
      properties: {},
    });
  });

  it("takes numbers and switches as property values, and keeps what Iceberg and Dativo set themselves", () => {
    expect(icebergConfig().parse({ properties: { a: 1, b: true } }).properties).toEqual({ a: "1", b: "true" });
    for (const key of ["format-version", "dativo.state.j", "current-schema"])
      expect(icebergConfig().safeParse({ properties: { [key]: "1" } }).success).toBe(false);
    expect(icebergConfig().safeParse({ wharehouse: "x" }).success).toBe(false);
  });

  it("has a JSON Schema for editors", () => {
    expect(z.toJSONSchema(icebergConfig(), { io: "input" })).toMatchObject({
      type: "object",
      additionalProperties: false,
      properties: { warehouse: { default: "warehouse" } },
    });
  });
});

describe("opening", () => {
  it.each([
    ["lake", "lake"],
    ["./a/../lake/", "lake"],
  ])("puts a relative warehouse %s below the project root", async (warehouse, folder) => {
    expect((await open({ warehouse })).location).toBe(`${root}/${folder}/ns/t`);
  });

  it("takes absolute paths and file URLs", async () => {
    expect((await open({ warehouse: `${root}/w` })).location).toBe(`${root}/w/ns/t`);
    expect((await open({ warehouse: `file://${root}/w%20x` })).location).toBe(`${root}/w x/ns/t`);
  });

  it("lists what exists where a store or catalog does not", async () => {
    await expect(open({ warehouse: "s3://bucket/w" })).rejects.toMatchObject({ kind: "refused", hint: expect.stringContaining("file://") });
    await expect(open({ connection: { catalog: { type: "nessie" } } })).rejects.toMatchObject({
      kind: "refused",
      hint: expect.stringContaining("sqlite"),
    });
  });

  it("looks without making anything, and probes without leaving anything", async () => {
    const session = await open();
    expect([
      await session.state(),
      await session.scan(),
      await session.scanQuarantine(),
      await session.view(),
      await session.history(),
    ]).toEqual([undefined, undefined, undefined, undefined, []]);
    await session.recover("run1");
    expect(readdirSync(root)).toEqual([]);
    await session.probe();
    expect(readdirSync(`${root}/warehouse`)).toEqual([]);
    await session.close();
  });

  it("says at once when the catalog is damaged or the warehouse cannot be", async () => {
    writeFileSync(path.join(root, "file"), "");
    await expect((await open({ warehouse: `${root}/lake` })).probe()).resolves.toBeUndefined();
    writeFileSync(path.join(root, "lake/catalog.db"), "");
    await expect(open({ warehouse: `${root}/lake` })).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("is empty"),
    });
    await expect(open({ warehouse: `${root}/file` }).then((session) => session.probe())).rejects.toMatchObject({
      context: { path: expect.stringContaining("file") },
    });
    expect(existsSync(path.join(root, "file"))).toBe(true);
  });
});
