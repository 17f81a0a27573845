import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { InfraProject } from "./infra-project.ts";

let project: InfraProject;
beforeEach(() => void (project = new InfraProject()));
afterEach(() => project.remove());

describe("infra list", () => {
  it("names the jobs that can be planned: not those without the block, of other tools, or without a module", async () => {
    project.job({}, { infrastructure: undefined }, "jobs/acme/plain.yaml");
    project.job({ provisioner: "pulumi" }, {}, "jobs/acme/pulumi.yaml");
    project.job(
      { provider: "kubernetes", runtime: { type: "kubernetes" }, terraform: { module_source: undefined } },
      {},
      "jobs/acme/bare.yaml",
    );
    project.job({ terraform: { module_source: undefined } }, {}, "jobs/acme/shipped.yaml");
    project.job({ provisioner: "opentofu" }, {}, "jobs/acme/a folder/tofu.yml");
    expect(await project.dativo("infra", "list")).toEqual({
      exitCode: 0,
      stdout: "jobs/acme/a folder/tofu.yml\njobs/acme/orders.yaml\njobs/acme/shipped.yaml\n",
      stderr: "",
    });
    expect(await project.dativo("infra", "list", "jobs/acme/plain.yaml")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  it("lists the others and exits with 2 where a job cannot be read", async () => {
    project.write("jobs/acme/torn.yaml", "tenant_id: [\n");
    const ended = await project.dativo("infra", "list", "jobs/acme");
    expect([ended.exitCode, ended.stdout]).toEqual([2, "jobs/acme/orders.yaml\n"]);
    expect(ended.stderr).toMatch(/^jobs\/acme\/torn\.yaml:\d+:\d+ error yaml-syntax /);
  });
});

describe.skipIf(terraformBinary() === undefined)("infra outputs --live", { timeout: 60_000 }, () => {
  it("finds the state of another machine, and says where there is none", async () => {
    project.job({ terraform: { backend_config: { type: "local", path: `${project.folder}/shared.tfstate` } } });
    const none = await project.infra("outputs", "--live");
    expect([none.exitCode, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toContain(
      "error: the state holds nothing of acme/orders/prod\nhint: run `dativo infra apply jobs/acme/orders.yaml`",
    );

    for (const command of ["plan", "apply"]) expect(await project.infra(command)).toMatchObject({ exitCode: 0 });
    project.removeState();
    const live = await project.infra("outputs", "--live", "--json");
    expect(live).toMatchObject({ exitCode: 0 });
    project.write("outputs.json", live.stdout);
    const resource_identifiers = { cluster: "{{terraform_outputs.cluster_name}}", token: "{{terraform_outputs.token}}" };
    project.job({ resource_identifiers });
    const render = ["jobs", "render", "--config", "jobs/acme/orders.yaml", "--terraform-outputs", "outputs.json"];
    expect(await project.dativo(...render)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the Terraform output 'token' is sensitive") as string,
    });
    expect(await project.dativo(...render, "--include-sensitive")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("the value of the sensitive Terraform output 'token' is not in the file") as string,
    });
    project.job({ resource_identifiers: { cluster: resource_identifiers.cluster } });
    expect(await project.dativo(...render)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"cluster": "acme-cluster"') as string,
    });
  });
});
