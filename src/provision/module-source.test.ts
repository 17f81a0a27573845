import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { realWorld } from "../kit/world.ts";
import { findModule } from "./module-source.ts";

const root = mkdtempSync(path.join(os.tmpdir(), "dativo-source-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const folder of ["modules/a", "jobs/acme/near", "package/modules/aws_emr", "package/aws/emr-dativo", "outside/terraform/x"])
  mkdirSync(path.join(root, folder), { recursive: true });

const find = (source?: string, version?: string, own?: string): ReturnType<typeof findModule> =>
  findModule(
    {
      root,
      file: path.join(root, "jobs/acme/job.yaml"),
      shipped: path.join(root, "package"),
      ...(source === undefined ? {} : { source }),
      ...(version === undefined ? {} : { version }),
      ...(own === undefined ? {} : { own }),
    },
    realWorld(),
  );

test.each([
  ["a folder of the project", "./modules/a", { kind: "local", folder: path.join(root, "modules/a") }],
  ["a folder without ./", "modules/a", { kind: "local", folder: path.join(root, "modules/a") }],
  ["a folder beside the job", "./near", { kind: "local", folder: path.join(root, "jobs/acme/near") }],
  ["a folder from the job's own", "../../outside/terraform/x", { kind: "local", folder: path.join(root, "outside/terraform/x") }],
  ["a module of the package by its public path", "../../terraform/aws/emr-dativo", { kind: "shipped", path: "aws/emr-dativo" }],
  ["another", "terraform/modules/aws_emr", { kind: "shipped", path: "modules/aws_emr" }],
  ["a registry module", "terraform-aws-modules/ecs/aws//modules/x", { kind: "remote", source: "terraform-aws-modules/ecs/aws//modules/x" }],
])("%s", async (_, source, found) => {
  expect(await find(source)).toEqual(found);
});

test("a module of the package where the job names none; or that there is none", async () => {
  expect(await find(undefined, undefined, "aws_emr")).toEqual({ kind: "shipped", path: "modules/aws_emr" });
  expect(await find()).toMatchObject({ key: "module_source", code: "missing-key" });
});

test("a version is the ref of a git source and the version of a registry module", async () => {
  expect(await find("git::https://h/o/infra.git//modules/emr", "v2.1.0")).toEqual({
    kind: "remote",
    source: "git::https://h/o/infra.git//modules/emr?ref=v2.1.0",
  });
  expect(await find("github.com/o/m//x?depth=1", "v1")).toMatchObject({ source: "github.com/o/m//x?depth=1&ref=v1" });
  expect(await find("git::https://h/x.git?ref=v1", "v1")).toMatchObject({ source: "git::https://h/x.git?ref=v1" });
  expect(await find("acme/x/aws", "~> 1.2")).toEqual({ kind: "remote", source: "acme/x/aws", version: "~> 1.2" });
  expect(await find("app.terraform.io/acme/x/aws", "1.0")).toMatchObject({ version: "1.0" });
});

test("a version that says nothing, or something else, is refused", async () => {
  expect(await find("git::https://h/x.git?ref=v1", "v2")).toMatchObject({ key: "module_version", code: "conflicting-keys" });
  expect(await find("./modules/a", "v2")).toMatchObject({ key: "module_version", code: "unsupported-key" });
  expect(await find("https://h/x.zip", "v2")).toMatchObject({ key: "module_version", code: "unsupported-key" });
  expect(await find(undefined, "v2", "aws_emr")).toMatchObject({ key: "module_version", code: "unsupported-key" });
});

test("a path that leads nowhere", async () => {
  for (const one of ["../nowhere", "modules/nowhere", "/nowhere"])
    expect(await find(one)).toMatchObject({ message: `there is no folder ${one}` });
  expect(await find("./nowhere")).toMatchObject({ key: "module_source", code: "file-not-found", message: "there is no folder ./nowhere" });
});
