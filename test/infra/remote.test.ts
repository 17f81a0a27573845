import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { InfraProject, plainModule, work } from "./infra-project.ts";

let project: InfraProject;
beforeEach(() => (project = new InfraProject()));
afterEach(() => project.remove());

describe.skipIf(terraformBinary() === undefined)("a module in a git repository", { timeout: 60_000 }, () => {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: path.join(project.folder, "repo"),
      encoding: "utf8",
    });

  beforeEach(() => {
    project.write("repo/modules/plain/main.tf", plainModule);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "one");
    git("tag", "v1.0.0");
  });

  it("is fetched to be read, at the version that the job names, and again by Terraform itself", async () => {
    const source = `git::file://${project.folder}/repo//modules/plain`;
    project.write("repo/modules/plain/main.tf", plainModule.replaceAll('"size"', '"count_of"').replaceAll("var.size", "var.count_of"));
    git("commit", "--quiet", "-am", "two");
    project.job({ terraform: { module_source: source, module_version: "v1.0.0", variables: { size: 1 } } });
    const made = await project.infra("generate");
    expect([made.exitCode, made.stderr]).toEqual([0, "next: dativo infra plan jobs/acme/orders.yaml\n"]);
    expect(project.json(`${work}/main.tf.json`)).toMatchObject({
      module: { dativo_runtime: { source: `${source}?ref=v1.0.0`, size: "${var.size}" } },
    });
    expect((await project.infra("plan")).stdout).toContain("1 to add");
    project.job({ terraform: { module_source: source, variables: { size: 1 } } });
    const newest = await project.infra("generate");
    expect(newest.stderr).toContain("error unknown-variable the module has no variable 'size'");
  });

  it("that is not there is said at the job's line", async () => {
    project.job({ terraform: { module_source: `git::file://${project.folder}/none//x` } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(
      new RegExp(
        `^jobs/acme/orders.yaml:${project.lineOf("module_source")}:\\d+ error terraform-refused terraform get: .*Could not download module`,
      ),
    );
  });
});

describe("what Terraform is started with", () => {
  /** Stands where terraform would: says its version, writes down how it was started, and fails at init. */
  const fake = (): string => {
    project.write(
      "fake",
      `#!/bin/sh\n[ "$1" = version ] && echo 'Terraform v1.9.0' && exit 0\necho "$@" > ${project.folder}/started\nenv > ${project.folder}/env\necho 'Error: stop here' >&2\nexit 1\n`,
    );
    chmodSync(path.join(project.folder, "fake"), 0o755);
    return path.join(project.folder, "fake");
  };

  it("a lock file that is there is not changed in CI, and is elsewhere", async () => {
    const terraform = fake();
    await project.infra("plan", "--terraform", terraform);
    expect(project.read("started")).toBe("init -input=false -no-color\n");
    project.write(`${work}/.terraform.lock.hcl`, "");
    await project.infra("plan", "--terraform", terraform);
    expect(project.read("started")).toBe("init -input=false -no-color\n");
    await project.dativoIn({ env: { CI: "true" } }, "infra", "plan", "jobs/acme/orders.yaml", "--terraform", terraform);
    expect(project.read("started")).toBe("init -input=false -no-color -lockfile=readonly\n");
  });

  it("settings of the user's are passed on, those that would lead astray are not", async () => {
    const env = {
      TF_LOG: "trace",
      TF_VAR_x: "1",
      TF_CLI_CONFIG_FILE: "/nowhere/rc",
      TF_WORKSPACE: "w",
      TF_DATA_DIR: "d",
      DATIVO_TERRAFORM: fake(),
    };
    await project.dativoIn({ env }, "infra", "plan", "jobs/acme/orders.yaml");
    const seen = project
      .read("env")
      .split("\n")
      .filter((line) => /^(?:TF_|CHECKPOINT)/.test(line));
    expect(seen.toSorted()).toEqual(["CHECKPOINT_DISABLE=1", "TF_INPUT=0", "TF_IN_AUTOMATION=1", "TF_LOG=trace", "TF_VAR_x=1"]);
    project.write("rc", "");
    await project.dativoIn({ env: { ...env, TF_CLI_CONFIG_FILE: "rc" } }, "infra", "plan", "jobs/acme/orders.yaml");
    expect(project.read("env")).toContain(`TF_CLI_CONFIG_FILE=${project.folder}/rc\n`);
  });
});
