import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";

const root = path.resolve(import.meta.dirname, "../..");
const job = `tenant_id: me
source_connector: csv
target_connector: iceberg
asset: trips
source: { files: [{ path: data/trips.csv }] }
target: { warehouse: warehouse }
`;

/** Runs a program; its standard output, or an error with all that it said. */
function call(cwd: string, program: string, ...args: readonly string[]): string {
  const done = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, npm_config_fund: "false", npm_config_audit: "false", npm_config_update_notifier: "false" },
  });
  if (done.status === 0) return done.stdout;
  throw new Error(`${program} ${args.join(" ")} ended with ${done.status ?? done.signal}\n${done.stdout}\n${done.stderr}`);
}

describe.skipIf(!hasSecondReader)("the packed tarball, as a new user meets it", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-packed-"));
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => {
    reader.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("npm i, init, run, then discover on one's own file, run: PyIceberg reads both tables", async () => {
    // `npm test` has just built; packing by hand builds first.
    const built = process.env["DATIVO_TEST_RESULTS"] === undefined ? [] : ["--ignore-scripts"];
    call(root, "npm", "pack", "--silent", ...built, "--pack-destination", folder);
    const [tarball = ""] = readdirSync(folder);
    const user = path.join(folder, "user");
    mkdirSync(user);
    call(user, "npm", "i", "--prefer-offline", "--silent", path.join(folder, tarball));
    const dativo = (...args: string[]): string => call(user, "npx", "--no-install", "dativo", ...args);
    expect(dativo("init")).toContain("dativo run --config jobs/demo/orders.yaml");
    dativo("validate");
    expect(dativo("run", "--config", "jobs/demo/orders.yaml")).toContain("5 rows landed");
    writeFileSync(path.join(user, "data/trips.csv"), "Trip ID,started,km\n1,2026-01-01 10:00:00,12.50\n2,2026-01-02 11:30:00,7.25\n");
    dativo("discover", "data/trips.csv", "--write", "assets/csv/v1.0/trips.yaml");
    mkdirSync(path.join(user, "jobs/me"), { recursive: true });
    writeFileSync(path.join(user, "jobs/me/trips.yaml"), job);
    expect(dativo("run", "--config", "jobs/me/trips.yaml")).toContain("2 rows landed");
    const warehouse = path.join(user, "warehouse");
    expect(await reader.ask({ op: "count", warehouse, table: "demo.orders" })).toBe(5);
    const trips = await reader.ask<Record<string, unknown>[]>({ op: "rows", warehouse, table: "me.trips" });
    expect(trips!.map((row) => Object.values(row))).toEqual([
      [1, "2026-01-01T10:00:00", "12.50"],
      [2, "2026-01-02T11:30:00", "7.25"],
    ]);
  });
});
