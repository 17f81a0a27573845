import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanRecord } from "../../src/spec/provision.ts";
import { InfraProject, work } from "./infra-project.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";

describe.skipIf(terraformBinary() === undefined)("a job's infrastructure, from generate to destroy", { timeout: 60_000 }, () => {
  let project: InfraProject;
  beforeAll(() => {
    project = new InfraProject();
    project.job({
      terraform: { variables: { size: 3 } },
      outputs: { cluster: "output.cluster_name", sizes: "module.dativo_runtime.sizes" },
    });
  });
  afterAll(() => project.remove());

  it("generates the same bytes twice, and only what the module declares", async () => {
    const first = await project.infra("generate");
    expect(first).toMatchObject({ exitCode: 0, stdout: `wrote ${work}/dativo.auto.tfvars.json\nwrote ${work}/main.tf.json\n` });
    const texts = [project.read(`${work}/main.tf.json`), project.read(`${work}/dativo.auto.tfvars.json`)];
    await project.infra("generate");
    expect([project.read(`${work}/main.tf.json`), project.read(`${work}/dativo.auto.tfvars.json`)]).toEqual(texts);
    const root = project.json(`${work}/main.tf.json`) as { readonly variable: object; readonly module: object };
    expect(Object.keys(root.variable)).toEqual(["job_metadata", "size", "tenant_id"]);
    expect(root.module).toEqual({
      dativo_runtime: {
        source: "../../../../../modules/plain",
        job_metadata: "${var.job_metadata}",
        size: "${var.size}",
        tenant_id: "${var.tenant_id}",
      },
    });
    const values = project.json(`${work}/dativo.auto.tfvars.json`) as Readonly<Record<string, unknown>>;
    expect(values).toMatchObject({ size: 3, tenant_id: "acme", job_metadata: { job_name: "orders-etl", cost_center: "FIN-1" } });
  });

  it("plans, and says what would be made", async () => {
    const planned = await project.infra("plan");
    expect(planned.stdout).toBe(
      [
        "acme/orders/prod: 3 to add, 0 to change, 0 to replace, 0 to destroy",
        "  + module.dativo_runtime.terraform_data.this[0]",
        "  + module.dativo_runtime.terraform_data.this[1]",
        "  + module.dativo_runtime.terraform_data.this[2]",
        "  outputs: cluster_name, dativo_job, sizes, token",
        "tags: coverage 100 % (0 of 0 taggable resources), 3 untaggable",
        `plan saved as ${work}/plan.tfplan`,
        "",
      ].join("\n"),
    );
    expect(planned.exitCode).toBe(0);
    const record = project.json(`${work}/plan.meta.json`) as PlanRecord;
    expect(record).toMatchObject({ job: "acme/orders/prod", purpose: "apply", workspace: "default", counts: { add: 3 } });
    expect(Object.keys(record.files)).toEqual(["dativo.auto.tfvars.json", "main.tf.json"]);
  });

  it("keeps nothing that is sensitive in plan.json", () => {
    const text = project.read(`${work}/plan.json`);
    expect(text).toContain("terraform_data");
    expect(text).not.toContain("hush-hush-token");
  });

  it("applies that plan, tells what it does, and keeps the outputs but for sensitive values", async () => {
    const applied = await project.infra("apply");
    expect(applied.stderr).toContain("module.dativo_runtime.terraform_data.this[2]: Creating...");
    expect(applied.stdout).toContain("acme/orders/prod: applied\n");
    expect(applied.stdout).toContain(`outputs saved as ${work}/outputs.json (without sensitive ones: token)\n`);
    expect(applied.exitCode).toBe(0);
    expect(project.json(`${work}/outputs.json`)).toEqual({
      cluster_name: { value: "acme-cluster", sensitive: false },
      nothing: { value: null, sensitive: false },
      sizes: { value: { count: 3, names: ["a", "b"] }, sensitive: false },
      token: { value: null, sensitive: true },
    });
  });

  it("does not apply a plan twice", async () => {
    const again = await project.infra("apply");
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toMatch(/error: this plan was applied at .*\nhint: run `dativo infra plan` again\n/);
  });

  it("says the outputs, and that those that the job expects are there; from the file and from the state", async () => {
    const expected = [
      'cluster_name = "acme-cluster"',
      "nothing = null",
      'sizes = {"count":3,"names":["a","b"]}',
      "token = (sensitive)",
      "expected by the job:",
      '  cluster <- cluster_name = "acme-cluster"',
      '  sizes <- sizes = {"count":3,"names":["a","b"]}',
      "",
    ];
    const kept = await project.infra("outputs");
    expect(kept).toEqual({ exitCode: 0, stdout: expected.join("\n"), stderr: "" });
    const live = await project.infra("outputs", "--live");
    expect([live.exitCode, live.stdout.split("\n").toSorted()]).toEqual([0, expected.toSorted()]);
    const json = await project.infra("outputs", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      outputs: { token: { sensitive: true } },
      expected: { cluster: { value: "acme-cluster" } },
    });
    expect(json.stdout).not.toContain("hush-hush-token");
  });

  it("finds nothing to do and no drift after that", async () => {
    const planned = await project.infra("plan");
    expect(planned.stdout).toContain("acme/orders/prod: nothing to do\n");
    const drift = await project.infra("drift");
    expect([drift.exitCode, drift.stdout]).toEqual([0, "acme/orders/prod: no drift\n"]);
  });

  it("destroys only when told to, and keeps the state's file", async () => {
    const asked = await project.infra("destroy");
    expect(asked.exitCode).toBe(2);
    expect(asked.stdout).toContain("3 to destroy\n");
    expect(asked.stderr).toContain("nothing was destroyed: say dativo infra destroy jobs/acme/orders.yaml --yes\n");
    expect(await runTerraform(`${project.folder}/${work}`, ["state", "list"])).toMatchObject({
      stdout: expect.stringContaining("this[2]") as string,
    });
    const done = await project.infra("destroy", "--yes");
    expect(done.exitCode).toBe(0);
    expect(done.stderr).toContain("acme/orders/prod: destroyed\n");
    expect(project.json(`${work}/terraform.tfstate`)).toMatchObject({ resources: [] });
    expect(() => project.read(`${work}/outputs.json`)).toThrow("ENOENT");
    expect((await project.infra("apply")).stderr).toContain("error: there is no plan in ");
  });
});

describe.skipIf(terraformBinary() === undefined)("files that are generated", { timeout: 60_000 }, () => {
  const project = new InfraProject();
  afterAll(() => project.remove());

  it("as HCL are as terraform fmt writes them, replace those in JSON, and stay HCL", async () => {
    project.job({ terraform: { variables: { size: 1 }, backend_config: { type: "local", path: "here.tfstate" } } });
    await project.infra("generate");
    const made = await project.infra("generate", "--format", "hcl");
    expect(made.stdout).toBe(`wrote ${work}/dativo.auto.tfvars\nwrote ${work}/main.tf\n`);
    expect(() => project.read(`${work}/main.tf.json`)).toThrow("ENOENT");
    expect(await runTerraform(`${project.folder}/${work}`, ["fmt", "-check", "-diff"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect((await project.infra("plan")).exitCode).toBe(0);
    expect(project.read(`${work}/main.tf`)).toContain('backend "local" {\n    path = "here.tfstate"\n  }');
  });

  it("can be the values alone, for a root module of the user's own", async () => {
    project.write("terraform/aws/emr-dativo/main.tf", 'variable "tenant_id" {}\nvariable "size" {}\nvariable "other" {}\n');
    const file = "terraform/aws/emr-dativo/dativo.auto.tfvars";
    const made = await project.infra("generate", "--tfvars", file);
    expect(made).toMatchObject({ exitCode: 0, stdout: `wrote ${file}\n` });
    expect(made.stderr).toContain("warning missing-variable-value the module needs a value for its variable 'other'");
    expect(project.read(file)).toBe(
      '# Written by dativo infra generate: change the job, not this file.\n\nsize      = 1\ntenant_id = "acme"\n',
    );
    await project.infra("generate", "--tfvars", `${file}.json`);
    expect(project.json(`${file}.json`)).toEqual({ size: 1, tenant_id: "acme" });
  });

  it("never take the place of what people wrote", async () => {
    project.write("own/main.tf", "# mine\n");
    const refused = await project.infra("generate", "--out", "own");
    expect([refused.exitCode, project.read("own/main.tf")]).toEqual([2, "# mine\n"]);
    expect(refused.stderr).toContain("own/main.tf was not written by Dativo; nothing was written");
    project.write("terraform/aws/emr-dativo/mine.tfvars", "size = 4\n");
    const values = await project.infra("generate", "--tfvars", "terraform/aws/emr-dativo/mine.tfvars");
    expect([values.exitCode, project.read("terraform/aws/emr-dativo/mine.tfvars")]).toEqual([2, "size = 4\n"]);
    expect((await project.infra("generate", "--tfvars", "terraform/aws/emr-dativo/mine.tfvars", "--force")).exitCode).toBe(0);
  });
});
