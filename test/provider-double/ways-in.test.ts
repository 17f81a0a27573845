import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";
import { makeMirror } from "./mirror.ts";
import { makeProject, unwrapped } from "./project.ts";
import { terraformBinary } from "./run-terraform.ts";
import { allVersions } from "./schema.ts";
import { startProviders } from "./start-providers.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

const cluster = `resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n`;
const aliases = ["a", "b"].map(
  (name) => `
provider "aws" {
  alias = "${name}"
  default_tags {
    tags = { Owner = "${name}" }
  }
}
resource "aws_ecs_cluster" "${name}" {
  provider = aws.${name}
  name     = "${name}"
}
output "${name}" {
  value = aws_ecs_cluster.${name}.tags_all.Owner
}`,
);

describe.skipIf(terraformBinary() === undefined)("attached", () => {
  test("`terraform test` runs: plan, apply, expected failures, and a mocked provider", async () => {
    const providers = await startProviders(allVersions());
    const project = makeProject(
      providers.env,
      `variable "team" {\n  type = string\n  validation {\n    condition     = var.team != ""\n    error_message = "A team, please."\n  }\n}\n${cluster.replace("}", `  tags = { team = var.team }\n}`)}`,
    );
    cleanUp.push(project.remove, providers.stop);
    project.write(readFileSync(path.join(project.folder, "main.tf"), "utf8"), {
      "real.tftest.hcl": `
variables {
  team = "data"
}
run "plan" {
  command = plan
  assert {
    condition     = aws_ecs_cluster.c.tags_all["team"] == "data"
    error_message = "not tagged"
  }
}
run "apply" {
  assert {
    condition     = aws_ecs_cluster.c.arn == "arn:aws:ecs:us-east-1:123456789012:cluster/c"
    error_message = aws_ecs_cluster.c.arn
  }
}
run "refuses" {
  command = plan
  variables {
    team = ""
  }
  expect_failures = [var.team]
}`,
      "mocked.tftest.hcl": `mock_provider "aws" {}\nrun "mocked" {\n  variables {\n    team = "data"\n  }\n}`,
    });
    await project.succeed("init");
    expect(await project.succeed("test")).toContain("Success! 4 passed, 0 failed.");
  });

  test("the schema that terraform prints is the one that was given", async () => {
    const providers = await startProviders({ google: "7.45.0" });
    const project = makeProject(providers.env, `provider "google" {}`);
    cleanUp.push(project.remove, providers.stop);
    await project.succeed("init");
    const printed = JSON.parse(await project.succeed("providers", "schema", "-json")) as { readonly provider_schemas: object };
    const held = JSON.parse(readFileSync(path.join(import.meta.dirname, "schemas/google-7.45.0.json"), "utf8")) as {
      readonly provider_schemas: object;
    };
    // A boolean, for a difference would print a quarter of a megabyte.
    expect(plain(printed.provider_schemas) === plain(held.provider_schemas)).toBe(true);
  });

  test("from a shell: the command prints what to export, and serves until it is stopped", async () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "serve.ts"), "--aws", "6.45.0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    cleanUp.push(() => void child.kill("SIGKILL"));
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const value = /^export TF_REATTACH_PROVIDERS='(.*)'$/.exec(line)?.[1] ?? "";
    const project = makeProject({ TF_REATTACH_PROVIDERS: value }, cluster);
    cleanUp.push(project.remove);
    await project.succeed("init");
    await project.succeed("validate");
    child.kill("SIGTERM");
    await once(child, "exit");
    expect((await project.run("validate")).code).toBe(1);
  });
});

describe.skipIf(terraformBinary() === undefined)("installed from a mirror", () => {
  test("init installs and locks, a version that is not there is refused, aliases have processes of their own, none stays behind", async () => {
    const left = () =>
      readdirSync(os.tmpdir()).filter((name) => name.startsWith("double-") && existsSync(path.join(os.tmpdir(), name, "s")));
    const before = left();
    const project = makeProject({}, "");
    cleanUp.push(project.remove);
    const { env } = makeMirror(project.folder, { aws: "6.45.0" });
    const installed = makeProject(env, cluster);
    cleanUp.push(installed.remove);
    await installed.succeed("init");
    const lock = readFileSync(path.join(installed.folder, ".terraform.lock.hcl"), "utf8");
    expect(lock).toMatch(/provider "registry\.terraform\.io\/hashicorp\/aws" \{\n {2}version = "6\.45\.0"\n {2}hashes = \[\n {4}"h1:/);
    await installed.succeed("init", "-lockfile=readonly");
    installed.write(aliases.join("\n"));
    await installed.succeed("apply", "-auto-approve");
    const owners = JSON.parse(await installed.succeed("output", "-json")) as Readonly<Record<string, { readonly value: string }>>;
    expect([owners["a"]?.value, owners["b"]?.value]).toEqual(["a", "b"]);
    expect(left()).toEqual(before);

    const newer = makeProject(env, cluster);
    cleanUp.push(newer.remove);
    newer.write(cluster, {
      "versions.tf": `terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "= 99.9.9" }\n  }\n}\n`,
    });
    const refused = await newer.run("init");
    expect(refused.code).toBe(1);
    expect(unwrapped(refused)).toContain("no available releases match the given constraints 99.9.9");
  });
});

/** A schema as text: keys in order, and without the kind of descriptions that there are none of. */
function plain(schema: unknown): string {
  return JSON.stringify(schema, (key, value: unknown) => {
    if (key === "description_kind") return undefined;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
