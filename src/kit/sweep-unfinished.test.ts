import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { sweepUnfinished } from "./sweep-unfinished.ts";
import { realWorld } from "./world.ts";

test("halves of files go when their process is gone; everything else stays", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-sweep-"));
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const stay = ["run.json", `run.json.${process.pid}.0a1b2c3d.tmp`, `run.json.${gone}.tmp`, "notes.tmp"].sort();
  for (const name of [...stay, `run.json.${gone}.0a1b2c3d.tmp`]) writeFileSync(path.join(folder, name), "");
  await sweepUnfinished(folder, realWorld());
  expect(readdirSync(folder).sort()).toEqual(stay);
  rmSync(folder, { recursive: true });
});

test("a folder that is not there is nothing to sweep", async () => {
  await expect(sweepUnfinished(path.join(os.tmpdir(), "dativo-sweep-none"), realWorld())).resolves.toBeUndefined();
});
