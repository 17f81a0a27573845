import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realWorld } from "../../src/kit/world.ts";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { InfraProject, work } from "./infra-project.ts";

const jobFile = "jobs/acme/orders.yaml";
const secret = "s3cret-hush";
let project: InfraProject;
beforeEach(() => (project = new InfraProject({ PG_PASSWORD: secret, GIT_TOKEN: secret, STATE_SECRET: secret })));
afterEach(() => project.remove());

/** Every text below the state folder: nothing of it may hold a secret. */
function everythingWritten(): string {
  const folder = path.join(project.folder, ".dativo");
  if (!existsSync(folder)) return "";
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return names.map((one) => readFileSync(path.join(one.parentPath, one.name), "latin1")).join("\n");
}

/** The head of a diagnostic at the line of the job that holds a text. */
const at = (text: string): RegExp => new RegExp(`^${jobFile}:${project.lineOf(text)}:\\d+ error `, "m");

describe("a credential that would be written into files", () => {
  it.each([
    ["pg", "conn_str", "postgres://ana:${PG_PASSWORD}@db/tf", "PG_CONN_STR"],
    ["pg", "conn_str", "host=db password=hunter22 user=ana", "PG_CONN_STR"],
    ["s3", "access_key", "${STATE_SECRET}", "AWS_ACCESS_KEY_ID"],
    ["s3", "secret_key", "${STATE_SECRET}", "AWS_SECRET_ACCESS_KEY"],
    ["s3", "bucket", "b-${PG_PASSWORD}", "AWS_PROFILE"],
    ["azurerm", "access_key", "a+b=", "ARM_ACCESS_KEY"],
    ["gcs", "credentials", '{"private_key": 1}', "GOOGLE_CREDENTIALS"],
    ["http", "password", "${STATE_SECRET}", "TF_HTTP_PASSWORD"],
    ["cloud", "token", "${STATE_SECRET}", "TF_TOKEN_"],
    ["consul", "access_token", "${STATE_SECRET}", "CONSUL_HTTP_TOKEN"],
    ["other", "token", "${STATE_SECRET}", "-backend-config=FILE"],
  ])("is refused in the backend %s: %s = %s", async (type, key, value, hint) => {
    project.job({ terraform: { backend_config: { type, [key]: value } } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(at(`"${key}"`));
    expect(ended.stderr).toContain(`literal-credential backend_config.${key} would write a credential into files\n`);
    expect(ended.stderr).toContain(hint);
    expect(everythingWritten() + ended.stderr).not.toContain(secret);
  });

  it("is not what only sounds like one", async () => {
    const settings = { bucket: "b", region: "r", key: "${ENVIRONMENT}/orders", kms_key_id: "arn:aws:kms:r:1:key/k", dynamodb_table: "t" };
    project.job({ terraform: { backend_config: settings } });
    expect(await project.infra("generate")).toMatchObject({ exitCode: 0 });
    project.job({ terraform: { backend_config: { type: "gcs", bucket: "b", credentials: "keys/sa.json" } } });
    expect(await project.infra("generate")).toMatchObject({ exitCode: 0 });
  });

  it.each([
    "git::https://oauth2:${GIT_TOKEN}@127.0.0.1:9/x.git",
    "git::https://${GIT_TOKEN}@127.0.0.1:9/x.git",
    "https://127.0.0.1:9/m.zip?token=${GIT_TOKEN}",
    "git::ssh://git@127.0.0.1:9/x.git?sshkey=LS0t",
  ])("is refused in %s, before anything is fetched", async (source) => {
    project.job({ terraform: { module_source: source } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(at("module_source"));
    expect(ended.stderr).toContain("literal-credential terraform.module_source would write a credential into files\n    let git find it");
    expect(everythingWritten() + ended.stderr).not.toContain(secret);
  });
});

describe.skipIf(terraformBinary() === undefined)("what a module cannot be fetched for", { timeout: 60_000 }, () => {
  it("is told as it is, whoever logs in", async () => {
    project.job({ terraform: { module_source: "git::http://oauth2@127.0.0.1:9/x.git" } });
    const ended = await project.infra("generate");
    expect(ended.stderr).toContain("terraform-refused");
    expect(ended.stderr).toContain("    providers and modules are fetched over the network: check it");
  });
});

describe("what waits for an output", () => {
  it("is told at its own line: a tag, a value inside a variable, the workspace", async () => {
    const waits = "{{terraform_outputs.x}}";
    project.job({
      tags: { job_name: "e", team: "t", pipeline_type: "i", environment: "prod", CostCenter: waits },
      terraform: { workspace: waits, variables: { size: { deep: [1, waits] } } },
    });
    const ended = await project.infra("generate");
    const heads = ["CostCenter", "workspace"].map((key) => at(`"${key}"`));
    for (const head of heads) expect(ended.stderr).toMatch(head);
    expect(ended.stderr).toContain("unresolved-placeholder the tag 'cost_center' waits for an output of Terraform");
    expect(ended.stderr).toContain("unresolved-placeholder terraform.workspace waits for an output of Terraform");
    const inner =
      project
        .read(jobFile)
        .split("\n")
        .findLastIndex((line) => line.includes(waits) && !line.includes(":")) + 1;
    expect(ended.stderr).toContain(`${jobFile}:${inner}:`);
    expect(ended.stderr).toContain("unresolved-placeholder the module's variable 'size' waits for an output");
  });

  it("is not text that only looks like it", async () => {
    const text = "{{{{terraform_outputs.x}}";
    project.write("modules/plain/more.tf", 'variable "note" {}\nvariable "resource_identifiers" {}\n');
    project.job({
      tags: { job_name: "e", team: "t", pipeline_type: "i", environment: "prod", cost_center: text },
      terraform: { variables: { note: text } },
      resource_identifiers: { shown: text, open: "{{terraform_outputs.y}}" },
    });
    expect(await project.infra("generate")).toMatchObject({ exitCode: 0 });
    expect(project.json(`${work}/dativo.auto.tfvars.json`)).toMatchObject({
      job_metadata: { cost_center: "{{terraform_outputs.x}}" },
      note: "{{terraform_outputs.x}}",
      resource_identifiers: { shown: "{{terraform_outputs.x}}" },
    });
    expect(project.read(`${work}/dativo.auto.tfvars.json`)).not.toContain("outputs.y");
  });
});

describe("values that Terraform has not", () => {
  it.each([".inf", "-.inf", ".nan"])("%s is an error at its line, not null", async (number) => {
    project.job({ terraform: { variables: { size: 3, list: [1, "HERE"] } }, resource_identifiers: { n: "HERE" } });
    project.write("modules/plain/more.tf", 'variable "list" {}\n');
    project.write(jobFile, project.read(jobFile).replaceAll('"HERE"', number).replace('"size": 3', `"size": ${number}`));
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    for (const place of ["terraform.variables.size", "terraform.variables.list[1]", "resource_identifiers.n"])
      expect(ended.stderr).toContain(`error invalid-value ${place} is not a number that Terraform has\n`);
    expect(ended.stderr).toMatch(at('"size"'));
    const values = await project.infra("generate", "--tfvars", "modules/plain/dativo.auto.tfvars.json");
    expect([values.exitCode, existsSync(path.join(project.folder, "modules/plain/dativo.auto.tfvars.json"))]).toEqual([2, false]);
  });

  it.each(["a b", "a/b", "..", "ü"])("a workspace called '%s'", async (workspace) => {
    project.job({ terraform: { workspace } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(at('"workspace"'));
    expect(ended.stderr).toContain(`invalid-value '${workspace}' is no name of a workspace\n`);
  });

  it.each(["module..x", "output.", "foo bar", "a.b.c"])("an expected output called '%s'", async (written) => {
    project.job({ outputs: { cluster: written }, terraform: { outputs_file: "outs.json" } });
    project.write("outs.json", JSON.stringify({ x: { value: 1 } }));
    for (const command of ["outputs", "generate"]) {
      const ended = await project.infra(command);
      expect([command, ended.exitCode]).toEqual([command, 2]);
      expect(ended.stderr).toMatch(at('"cluster"'));
      expect(ended.stderr).toContain(`invalid-value '${written}' names no output\n    write output.NAME, module.MODULE.NAME or NAME\n`);
    }
  });

  it("but another tool's outputs may be called anything", async () => {
    project.job({ provisioner: "pulumi", outputs: { cluster: "the cluster" }, terraform: { outputs_file: "outs.json" } });
    project.write("outs.json", JSON.stringify({ "the cluster": "c-1" }));
    expect((await project.infra("outputs")).stdout).toContain('cluster <- the cluster = "c-1"');
  });
});

describe("what the job says in vain", () => {
  it("is noted: keys of the runtime that reach no variable", async () => {
    const runtime = { type: "aws_fargate", cpu: "1024", memory: "2048", service_account: "arn:aws:iam::123456789012:role/r" };
    project.job({ terraform: { module_source: undefined }, runtime: { ...runtime, storage: { mount_path: "/mnt/data" } } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr.split("\n").filter((line) => line.startsWith("note:"))).toEqual([
      "note: runtime.service_account has no effect: the module aws_fargate has no variable for it",
      "note: runtime.storage.mount_path has no effect: the module aws_fargate has no variable for it",
      "note: runtime.image is not set: what is made runs a sample image",
    ]);
    const values = project.json(`${work}/dativo.auto.tfvars.json`) as Readonly<Record<string, unknown>>;
    expect(values).toMatchObject({ cpu: "1024", memory: "2048" });
    expect(Object.keys(values)).not.toContain("tags");
  });

  it("is warned of before anything is made: outputs that the module does not declare, or keeps secret", async () => {
    project.job({ outputs: { a: "output.cluster_nam", b: "token", c: "module.m.cluster_name" } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(new RegExp(`^jobs/acme/orders.yaml:${project.lineOf('"a"')}:\\d+ warning`, "m"));
    expect(ended.stderr).toContain("warning missing-output there is no output 'cluster_nam'\n    did you mean 'cluster_name'?\n");
    expect(ended.stderr).toContain("warning missing-output the output 'token' is sensitive\n");
    expect(ended.stderr).not.toContain("'cluster_name' ");
  });
});

describe.skipIf(terraformBinary() === undefined)("what the environment gives", { timeout: 60_000 }, () => {
  const env = { TF_VAR_level: "given-from-outside" };
  beforeEach(() => {
    project.write(
      "modules/plain/more.tf",
      'variable "level" {\n  default = "low"\n}\nresource "terraform_data" "level" {\n  input = var.level\n}\noutput "level" {\n  value = var.level\n}\n',
    );
  });

  it("is in none of Dativo's files but the plan of Terraform itself", async () => {
    const planned = await project.dativoIn({ env }, "infra", "plan", jobFile);
    expect(planned.exitCode).toBe(0);
    for (const name of ["main.tf.json", "dativo.auto.tfvars.json", "plan.json", "plan.meta.json", ".dativo-generated.json"])
      expect([name, project.read(`${work}/${name}`).includes("given-from-outside")]).toEqual([name, false]);
    expect(project.json(`${work}/plan.json`)).toMatchObject({
      variables: { level: { value: "(sensitive value)" }, tenant_id: { value: "acme" } },
    });
  });

  it("is missed when it was there at apply and is not now", async () => {
    await project.dativoIn({ env }, "infra", "plan", jobFile);
    expect((await project.infra("apply")).exitCode).toBe(0);
    for (const command of ["drift", "plan", "destroy"]) {
      const ended = await project.infra(command);
      expect([command, ended.exitCode]).toEqual([command, 2]);
      expect(ended.stderr).toContain(
        "error missing-variable-value TF_VAR_level was set when the job was last applied, and is not now: the module would take its own default\n    set TF_VAR_level as before, or write infrastructure.terraform.variables.level\n",
      );
    }
    expect((await project.dativoIn({ env }, "infra", "drift", jobFile)).stdout).toBe("acme/orders/prod: no drift\n");
    project.job({ terraform: { variables: { level: "written" } } });
    expect((await project.infra("plan")).stdout).toContain("1 to change");
    await project.infra("apply");
    project.job();
    expect((await project.infra("plan")).exitCode).toBe(0);
  });
});

describe.skipIf(terraformBinary() === undefined)("what is damaged", { timeout: 60_000 }, () => {
  it("is told with what to do: the state, the outputs that were kept", async () => {
    await project.infra("plan");
    await project.infra("apply");
    const outputs = project.read(`${work}/outputs.json`);
    project.write(`${work}/outputs.json`, "{");
    for (const command of [
      ["infra", "outputs", jobFile],
      ["jobs", "render", "--config", jobFile],
    ]) {
      const ended = await project.dativo(...command);
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toContain("outputs.json cannot be read as outputs: ");
      expect(ended.stderr).toContain("hint: it is what the last `dativo infra apply` kept: apply again, or ask the state with");
    }
    project.write(`${work}/outputs.json`, outputs);
    for (const state of ["{", '{"version":4,"serial":1,"lineage":"x","terraform_version":"1.11.4","outputs":{},"resources":5}']) {
      project.write(`${work}/terraform.tfstate`, state);
      const ended = await project.infra("plan");
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toContain("hint: the state is damaged: put terraform.tfstate.backup, or an earlier version");
    }
  });

  it("what asks the state takes the claim of the folder", async () => {
    await project.infra("plan");
    const { host, pid, processMark } = realWorld().machine;
    const held = { run_id: "infra-x", pid, mark: processMark(pid) ?? null, state: "held", unrecovered: [] };
    const claims = readdirSync(path.join(project.folder, work, "claims"));
    const next = Math.max(...claims.map((name) => Number(name.split(".").at(-1)))) + 1;
    const text = { job: "acme/orders/prod", host, started_at: new Date().toISOString(), ...held };
    project.write(`${work}/claims/infra.json.${next}`, JSON.stringify(text));
    const ended = await project.infra("outputs", "--live");
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is at work: run infra-x") as string });
  });
});
