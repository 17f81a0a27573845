import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tagTargets, type RenderedTags } from "../../src/spec/tags.ts";
import { dativo, type Ended } from "./rig.ts";

const job = "jobs/demo/orders.yaml";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "dativo-tags-"));
  cpSync(path.resolve(import.meta.dirname, "../../examples/quickstart"), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const render = (...args: readonly string[]): Promise<Ended> => dativo(folder, "tags", "render", job, ...args);

describe("dativo tags render", () => {
  test.each(tagTargets)("--target %s", async (target) => {
    const { exitCode, stdout, stderr } = await render("--target", target, "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const { tags } = JSON.parse(stdout) as RenderedTags;
    expect(Object.values(tags)).toContain("orders");
    const plain = await render("--target", target);
    expect(plain.exitCode).toBe(0);
    if (target !== "terraform")
      expect(plain.stdout).toBe(
        Object.entries(tags)
          .map((pair) => `${pair.join("=")}\n`)
          .join(""),
      );
  });

  test("prints for Terraform one line of JSON, as TF_VAR_job_metadata takes it, and changes beside it", async () => {
    const { stdout, stderr } = await render("--target", "terraform", "--budget", "3");
    expect(stdout).toMatch(/^\{"\w+":"[^"]*"(,"\w+":"[^"]*"){2}\}\n$/);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(expect.arrayContaining(["environment", "job_name"]));
    expect(stderr).toMatch(/^dropped [\w.]+: there is room for 3 of \d+ tags$/m);
  });

  test("keeps to a budget, and refuses one that the target cannot have", async () => {
    const { stdout } = await render("--target", "aws", "--budget", "2", "--json");
    expect(Object.keys((JSON.parse(stdout) as RenderedTags).tags)).toHaveLength(2);
    expect(await render("--target", "aws", "--budget", "51")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("from 1 to 50, not 51"),
    });
    expect(await render("--target", "aws", "--budget", "few")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("--budget takes a whole number"),
    });
  });

  test("names the targets that there are", async () => {
    expect(await render("--target", "oracle")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(tagTargets.join(", ")),
    });
  });
});
