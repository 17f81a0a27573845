import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { InfraProject, work } from "./infra-project.ts";

let project: InfraProject;
beforeEach(() => (project = new InfraProject()));
afterEach(() => project.remove());

const at = (name: string): string => path.join(project.folder, name);
const modeOf = (name: string): number => statSync(at(name)).mode & 0o777;

describe("a folder of the user's own", () => {
  /** A job on a module that comes with Dativo, which is copied below `terraform/`. */
  const shipped = (): void => project.job({ terraform: { module_source: undefined } });

  const without = terraformBinary() === undefined;
  it.skipIf(without).each(["generate", "plan", "drift", "destroy"])("%s removes nothing that people wrote", async (command) => {
    project.write("mine/terraform/live/main.tf", "# mine\n");
    project.write("mine/terraform/.tflint.hcl", "# mine too\n");
    project.write("mine/dativo.auto.tfvars", "size = 1\n");
    await project.infra(command, "--out", "mine");
    expect(existsSync(at("mine/main.tf.json"))).toBe(true);
    expect(project.read("mine/terraform/live/main.tf")).toBe("# mine\n");
    expect(project.read("mine/terraform/.tflint.hcl")).toBe("# mine too\n");
    expect(project.read("mine/dativo.auto.tfvars")).toBe("size = 1\n");
  });

  it("what is generated no longer goes, with the folders that it leaves empty; what stands beside it stays", async () => {
    shipped();
    await project.infra("generate", "--out", "mine");
    expect(existsSync(at("mine/terraform/modules/aws_fargate/main.tf"))).toBe(true);
    project.write("mine/terraform/live/main.tf", "# mine\n");
    project.job();
    const again = await project.infra("generate", "--out", "mine", "--format", "hcl");
    expect(again.exitCode).toBe(0);
    expect(readdirSync(at("mine/terraform"))).toEqual(["live"]);
    expect(readdirSync(at("mine")).toSorted()).toEqual([
      ".dativo-generated.json",
      ".gitignore",
      "claims",
      "dativo.auto.tfvars",
      "main.tf",
      "terraform",
    ]);
  });

  it.each([
    ["main.tf.json", "{}"],
    ["dativo.auto.tfvars.json", "{}"],
    ["terraform/modules/aws_fargate/main.tf", "# mine\n"],
    ["outputs.json", "{}"],
    ["plan.json", "{}"],
  ])("its %s is not taken for Dativo's, and nothing is written", async (name, text) => {
    shipped();
    project.write(`mine/${name}`, text);
    const ended = await project.infra("generate", "--out", "mine");
    expect([ended.exitCode, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toContain(`error: ${at(`mine/${name}`)} was not written by Dativo; nothing was written\n`);
    expect(project.read(`mine/${name}`)).toBe(text);
    expect(readdirSync(at("mine")).filter((one) => one !== "claims")).toEqual([name.split("/")[0]]);
  });

  it("a generated file that a person has changed is neither overwritten nor removed", async () => {
    shipped();
    await project.infra("generate", "--out", "mine");
    const name = "mine/terraform/modules/aws_fargate/main.tf";
    project.write(name, `${project.read(name)}# mine\n`);
    for (const parts of [{ terraform: { module_source: undefined } }, {}]) {
      project.job(parts);
      const ended = await project.infra("generate", "--out", "mine");
      expect([ended.exitCode, project.read(name).endsWith("# mine\n")]).toEqual([2, true]);
      expect(ended.stderr).toContain(`error: ${at(name)} was changed since Dativo wrote it; nothing was written\nhint: `);
    }
  });

  it("a record of what is whose that is damaged, or that names files elsewhere, is not believed", async () => {
    await project.infra("generate", "--out", "mine");
    for (const text of ["{", JSON.stringify({ version: 1, files: { "../contract.yaml": [] } })]) {
      project.write("mine/.dativo-generated.json", text);
      const ended = await project.infra("generate", "--out", "mine");
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toContain(".dativo-generated.json cannot be read: it says which files Dativo has generated\nhint: remove it");
    }
    expect(existsSync(at("contract.yaml"))).toBe(true);
  });

  it.each([
    ["--out", ""],
    ["--out", "  "],
    ["--tfvars", ""],
  ])("an empty %s does not mean the current one", async (option, value) => {
    const ended = await project.infra("generate", option, value);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toBe(`error: ${option} is empty\nhint: name a file or a folder; the current folder is \`.\`\n`);
  });

  it.skipIf(process.platform !== "linux")("that cannot be made is an error", async () => {
    const ended = await project.infra("plan", "--out", "/proc/none");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("error: cannot create /proc/none/claims/infra.json.1: it does not exist\n");
  });
});

describe("what git sees", () => {
  it("is nothing below the state folder, and nothing secret in a folder of the user's own", async () => {
    await project.infra("generate");
    expect(project.read(".dativo/terraform/.gitignore")).toBe("*\n");
    await project.infra("generate", "--out", "mine");
    expect(project.read("mine/.gitignore").split("\n")).toEqual(expect.arrayContaining(["/plan.tfplan", "/*.tfstate*", "/outputs.json"]));
    project.write("mine/.gitignore", "# mine\n");
    await project.infra("generate", "--out", "mine");
    expect(project.read("mine/.gitignore")).toBe("# mine\n");
  });
});

describe.skipIf(terraformBinary() === undefined)("what holds every value", { timeout: 60_000 }, () => {
  it("is its owner's alone, and a plan goes once it is applied", async () => {
    await project.infra("plan");
    expect([modeOf(`${work}/plan.tfplan`), modeOf(`${work}/plan.json`)]).toEqual([0o600, 0o600]);
    expect((await project.infra("apply")).exitCode).toBe(0);
    expect([modeOf(`${work}/terraform.tfstate`), modeOf(`${work}/outputs.json`)]).toEqual([0o600, 0o600]);
    expect(existsSync(at(`${work}/plan.tfplan`))).toBe(false);
    const again = await project.infra("apply");
    expect(again.stderr).toMatch(/error: this plan was applied at .*\nhint: run `dativo infra plan` again\n/);
  });

  it("stays as it is when drift looks: the state, and a plan that waits to be applied", async () => {
    await project.infra("plan");
    await project.infra("apply");
    project.job({ terraform: { variables: { size: 3 } } });
    await project.infra("plan");
    const before = ["terraform.tfstate", "plan.tfplan", "plan.meta.json", "outputs.json"].map((name) => project.read(`${work}/${name}`));
    const drift = await project.infra("drift");
    expect([drift.exitCode, drift.stdout]).toEqual([
      2,
      expect.stringContaining("not applied: module.dativo_runtime.terraform_data.this[2]"),
    ]);
    expect(["terraform.tfstate", "plan.tfplan", "plan.meta.json", "outputs.json"].map((name) => project.read(`${work}/${name}`))).toEqual(
      before,
    );
    expect((await project.infra("apply")).exitCode).toBe(0);
  });

  it("is not left behind, empty, by a plan that failed", async () => {
    project.job({ terraform: { variables: { size: 20 } } });
    expect((await project.infra("plan")).exitCode).toBe(2);
    expect(existsSync(at(`${work}/plan.tfplan`))).toBe(false);
  });
});

describe.skipIf(terraformBinary() === undefined)("a record of a plan that cannot be read", { timeout: 60_000 }, () => {
  it.each(["{", "null", '{"version":1,"job":"x"}', "[]"])("%s: apply says so, and plan makes a new one", async (text) => {
    await project.infra("plan");
    project.write(`${work}/plan.meta.json`, text);
    const ended = await project.infra("apply");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(
      `error: ${at(`${work}/plan.meta.json`)} cannot be read: what was planned is not known\nhint: run \`dativo infra plan\` again\n`,
    );
    expect((await project.infra("plan")).exitCode).toBe(0);
  });

  it("and a plan that is gone", async () => {
    await project.infra("plan");
    rmSync(at(`${work}/plan.tfplan`));
    expect((await project.infra("apply")).stderr).toContain("error: changed since the plan was made: plan.tfplan\n");
  });

  it("of another job, and files that lie about, stand in nobody's way", async () => {
    for (const text of ["{", "null", '{"version":2}'])
      project.write(`.dativo/terraform/acme/other${text.length}/prod/plan.meta.json`, text);
    project.write(".dativo/terraform/acme/notes.txt", "x");
    project.write(".dativo/terraform/acme/.DS_Store", "x");
    project.write(".dativo/terraform/acme/half/prod", "x");
    expect(await project.infra("plan")).toMatchObject({ exitCode: 0 });
  });
});
