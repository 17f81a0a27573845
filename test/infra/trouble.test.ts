import { spawn } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";
import { InfraProject, work } from "./infra-project.ts";

let project: InfraProject;
beforeEach(() => (project = new InfraProject()));
afterEach(() => project.remove());

/** A program that says it is another version, and does nothing else. */
function fake(name: string, says: string): string {
  project.write(name, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path.join(project.folder, name), 0o755);
  return path.join(project.folder, name);
}

describe("the program", () => {
  it("is not on the PATH", async () => {
    const ended = await project.dativoIn({ env: { PATH: project.folder } }, "infra", "plan", "jobs/acme/orders.yaml");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toBe(
      "error: there is no terraform and no tofu on the PATH\nhint: install Terraform 1.5 or later, or name one with --terraform PATH or the variable DATIVO_TERRAFORM\n",
    );
  });

  it("is too old: what was found and what is needed are said", async () => {
    const old = fake("terraform", "Terraform v1.4.6");
    const ended = await project.infra("plan", "--terraform", old);
    expect([ended.exitCode, ended.stderr]).toEqual([
      2,
      `error: ${old} is Terraform 1.4.6; 1.5.0 or later is needed\nhint: install a newer Terraform, or name one with --terraform PATH\n`,
    ]);
    const tofu = fake("tofu", "OpenTofu v1.5.9");
    project.job({ provisioner: "opentofu" });
    const other = await project.dativoIn({ env: { PATH: project.folder } }, "infra", "plan", "jobs/acme/orders.yaml");
    expect(other.stderr).toContain("tofu is OpenTofu 1.5.9; 1.6.0 or later is needed");
    expect(tofu).toContain("tofu");
  });

  it("is named by a variable that leads nowhere, or is something else", async () => {
    const nowhere = await project.dativoIn({ env: { DATIVO_TERRAFORM: "/nowhere/tf" } }, "infra", "plan", "jobs/acme/orders.yaml");
    expect(nowhere.stderr).toContain("error: there is no /nowhere/tf\n");
    const cat = await project.infra("plan", "--terraform", fake("cat", "meow"));
    expect(cat.stderr).toContain("does not say which version it is (exit code 0): meow");
  });

  it("is not what makes the job's resources", async () => {
    project.job({ provisioner: "pulumi" });
    for (const command of ["generate", "plan", "apply", "drift", "destroy"]) {
      const ended = await project.infra(command);
      expect([command, ended.exitCode]).toEqual([command, 2]);
      expect(ended.stderr).toContain("error: the job's resources are made by pulumi: Dativo drives Terraform and OpenTofu alone");
    }
  });
});

describe("what the job says", () => {
  it.each([
    [
      "a variable that the module does not have",
      { sizes: 3 },
      '"sizes"',
      "error unknown-variable the module has no variable 'sizes'\n    did you mean 'size'?",
    ],
    [
      "a placeholder as an input",
      { size: "{{terraform_outputs.x}}" },
      '"size"',
      "error unresolved-placeholder the module's variable 'size' waits for an output",
    ],
  ])("%s", async (_, variables, text, message) => {
    project.job({ terraform: { variables } });
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(new RegExp(`^jobs/acme/orders.yaml:${project.lineOf(text)}:\\d+ error`));
    expect(ended.stderr).toContain(message);
  });

  it("gives no value to a variable that the module needs; the environment may", async () => {
    project.write("modules/plain/more.tf", 'variable "password" {\n  description = "Of the database."\n  sensitive = true\n}\n');
    const ended = await project.infra("generate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(
      "error missing-variable-value the module needs a value for its variable 'password' (Of the database.)\n    write infrastructure.terraform.variables.password, or set TF_VAR_password where it is a secret\n",
    );
    const given = await project.dativoIn({ env: { TF_VAR_password: "pass-from-outside" } }, "infra", "generate", "jobs/acme/orders.yaml");
    expect(given.exitCode).toBe(0);
    const written = [project.read(`${work}/main.tf.json`), project.read(`${work}/dativo.auto.tfvars.json`)].join("");
    expect(written).toContain('"password": {\n      "description": "Of the database.",\n      "sensitive": true\n    }');
    expect(written).not.toContain("pass-from-outside");
  });

  it("names a module that is not there, or that cannot be read", async () => {
    project.job({ terraform: { module_source: "./modules/none" } });
    expect((await project.infra("generate")).stderr).toContain("error file-not-found there is no folder ./modules/none\n");
    project.write("modules/broken/main.tf", 'variable "x" {\n  type = \n}\n');
    project.job({ terraform: { module_source: "./modules/broken" } });
    const ended = await project.infra("generate");
    expect(ended.stderr).toMatch(/error: the module cannot be read: .*modules\/broken\/main.tf:2:10: Invalid expression/);
  });

  it("has a backend that nothing tells", async () => {
    project.job({ terraform: { backend_config: { bucket: "states" } } });
    const ended = await project.infra("generate");
    expect(ended.stderr).toContain(`jobs/acme/orders.yaml:${project.lineOf("backend_config")}:`);
    expect(ended.stderr).toContain("error missing-key nothing tells which backend this is\n    add `type`: s3");
  });
});

const without = terraformBinary() === undefined;

describe.skipIf(without)("what Terraform refuses of the job", { timeout: 60_000 }, () => {
  it("is said at the job's line: a validation rule, a type", async () => {
    project.job({ terraform: { variables: { size: 20 } } });
    const rule = await project.infra("plan");
    expect(rule.exitCode).toBe(2);
    expect(rule.stderr).toContain(`jobs/acme/orders.yaml:${project.lineOf('"size"')}:`);
    expect(rule.stderr).toContain("error terraform-refused the module's variable 'size': size must be below 10.");
    project.job({ terraform: { variables: { size: "many" } } });
    const type = await project.infra("plan");
    expect(type.stderr).toContain(`jobs/acme/orders.yaml:${project.lineOf('"size"')}:`);
    expect(type.stderr).toContain("error terraform-refused the module's variable 'size': ");
  });

  it("and what is the module's own fault with the module's line", async () => {
    project.write("modules/plain/bad.tf", 'resource "terraform_data" "bad" {\n  input = local.nothing\n}\n');
    const ended = await project.infra("plan");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/error: terraform (?:plan|init): .*modules\/plain\/bad.tf:2: Reference to undeclared local value/);
  });
});

describe.skipIf(without)("a secret of the environment", { timeout: 60_000 }, () => {
  it("reaches the module at plan, is asked for no more at apply, and stays out of every file that is kept", async () => {
    project.write(
      "modules/plain/more.tf",
      'variable "password" {\n  sensitive = true\n}\nresource "terraform_data" "secret" {\n  input = sha256(var.password)\n}\noutput "hash" {\n  value = nonsensitive(sha256(var.password))\n}\n',
    );
    const planned = await project.dativoIn({ env: { TF_VAR_password: "pass-from-outside" } }, "infra", "plan", "jobs/acme/orders.yaml");
    expect(planned.exitCode).toBe(0);
    expect(project.read(`${work}/plan.json`)).not.toContain("pass-from-outside");
    const missing = await project.infra("plan");
    expect(missing.stderr).toContain("error missing-variable-value");
    await project.dativoIn({ env: { TF_VAR_password: "pass-from-outside" } }, "infra", "plan", "jobs/acme/orders.yaml");
    const applied = await project.infra("apply");
    expect(applied.stderr).not.toContain("error");
    expect(applied.exitCode).toBe(0);
    expect(project.read(`${work}/outputs.json`)).toContain("hash");
    for (const name of ["main.tf.json", "dativo.auto.tfvars.json", "plan.json", "plan.meta.json", "outputs.json"])
      expect(project.read(`${work}/${name}`)).not.toContain("pass-from-outside");
  });

  it("as an output is kept when asked for, for its owner's eyes alone", async () => {
    await project.infra("plan");
    await project.infra("apply", "--include-sensitive");
    expect(project.json(`${work}/outputs.json`)).toMatchObject({ token: { value: "hush-hush-token", sensitive: true } });
    expect(statSync(path.join(project.folder, work, "outputs.json")).mode & 0o777).toBe(0o600);
    expect((await project.infra("outputs")).stdout).not.toContain("hush-hush-token");
  });
});

describe.skipIf(without)("a plan that is no longer what was looked at", { timeout: 60_000 }, () => {
  beforeEach(async () => void (await project.infra("plan")));

  it.each([
    ["the job", () => project.write("jobs/acme/orders.yaml", `${project.read("jobs/acme/orders.yaml")}\n`), "jobs/acme/orders.yaml"],
    ["the plan", () => project.write(`${work}/plan.tfplan`, "x"), "plan.tfplan"],
    ["a generated file", () => project.write(`${work}/main.tf.json`, "{}"), "main.tf.json"],
    [
      "the contract",
      () => project.write("contract.yaml", project.read("contract.yaml").replace('"1.0.0"', '"1.0.1"')),
      "what becomes dativo.auto.tfvars.json (tags, contract or policy)",
    ],
  ])("%s has changed: nothing is applied, and it is named", async (_, change, name) => {
    change();
    const ended = await project.infra("apply");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(`error: changed since the plan was made: ${name}\nhint: run \`dativo infra plan\` again`);
    expect(readdirSync(path.join(project.folder, work))).not.toContain("terraform.tfstate");
  });

  it("somebody else has applied meanwhile", async () => {
    await runTerraform(path.join(project.folder, work), ["apply", "-auto-approve", "-input=false"]);
    const ended = await project.infra("apply");
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("Saved plan is stale");
    expect(ended.stderr).toContain("hint: the state has changed since the plan was made: run `dativo infra plan` again\n");
  });
});

describe.skipIf(without)("a state that is not this job's", { timeout: 60_000 }, () => {
  const shared = (): Readonly<Record<string, unknown>> => ({ backend_config: { path: path.join(project.folder, "shared.tfstate") } });

  it("but another job's: nothing is planned, unless it shall be adopted", async () => {
    project.job({ terraform: shared() }, { environment: "prod" }, "jobs/acme/other.yaml");
    await project.dativo("infra", "plan", "jobs/acme/other.yaml");
    await project.dativo("infra", "apply", "jobs/acme/other.yaml");
    project.job({ terraform: shared() });
    const refused = await project.infra("plan");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(
      "error: this state belongs to acme/other/prod, not to acme/orders/prod\nhint: choose another workspace or state key",
    );
    const adopted = await project.infra("plan", "--adopt");
    expect(adopted.exitCode).toBe(0);
    expect(adopted.stdout).toContain("  outputs: dativo_job\n");
    await project.infra("apply");
    expect((await project.infra("plan")).exitCode).toBe(0);
  });

  it("but a job's that was renamed: its state is found by the job's file", async () => {
    await project.infra("plan");
    await project.infra("apply");
    project.job({}, { name: "orders_v2" });
    const refused = await project.infra("plan");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("error: jobs/acme/orders.yaml was applied as acme/orders/prod, and is now acme/orders_v2/prod\n");
    const adopted = await project.infra("plan", "--adopt");
    expect(adopted.stdout).toContain("acme/orders_v2/prod: 0 to add");
    expect(readdirSync(path.join(project.folder, ".dativo/terraform/acme"))).toEqual(["orders_v2"]);
  });

  it("but was made by nobody of Dativo", async () => {
    project.write(
      "by-hand/main.tf",
      `terraform {\n  backend "local" {\n    path = "${project.folder}/shared.tfstate"\n  }\n}\nresource "terraform_data" "x" {}\n`,
    );
    const hand = path.join(project.folder, "by-hand");
    await runTerraform(hand, ["init"]);
    await runTerraform(hand, ["apply", "-auto-approve"]);
    project.job({ terraform: shared() });
    const refused = await project.infra("plan");
    expect(refused.stderr).toContain(
      "error: this state holds 1 resources and was not made by this job: a plan would change or destroy them\n",
    );
  });

  it("workspaces keep states apart, and are made where they are not there", async () => {
    project.job({ terraform: { workspace: "blue" } });
    await project.infra("plan");
    expect((await project.infra("apply")).exitCode).toBe(0);
    expect(project.json(`${work}/terraform.tfstate.d/blue/terraform.tfstate`)).toMatchObject({
      outputs: { dativo_job: { value: "acme/orders/prod" } },
    });
    project.job();
    expect((await project.infra("plan")).stdout).toContain("2 to add");
  });
});

describe.skipIf(without)("two at once, and one that dies", { timeout: 60_000 }, () => {
  /** The command line as a process of its own, so that it can be killed. */
  function start(...args: readonly string[]): {
    readonly pid: number;
    readonly ended: Promise<{ code: number | null; text: string }>;
    told(text: string): Promise<void>;
  } {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TF_")));
    const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");
    const child = spawn(process.execPath, [main, ...args], { cwd: project.folder, env });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    const ended = new Promise<{ code: number | null; text: string }>((resolve) => child.on("close", (code) => resolve({ code, text })));
    const told = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    return { pid: child.pid!, ended, told };
  }

  beforeEach(async () => {
    project.job({ terraform: { variables: { seconds: 4, size: 2 } } });
    await project.infra("plan");
  });

  it("the second is told who is at work", async () => {
    const first = start("infra", "apply", "jobs/acme/orders.yaml");
    await first.told("this[0]: Creation complete");
    const second = await project.infra("plan");
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain(`another run of job 'acme/orders/prod' is at work: run infra-`);
    expect(second.stderr).toContain(`process ${first.pid} on host`);
    expect((await first.ended).code).toBe(0);
  });

  it("an interrupted apply keeps what was made, and says how to go on", async () => {
    const run = start("infra", "apply", "jobs/acme/orders.yaml");
    await run.told("this[0]: Creation complete");
    process.kill(run.pid, "SIGINT");
    const { code, text } = await run.ended;
    expect(code).toBe(130);
    expect(text).toContain("what was made is in the state: run `dativo infra plan` again");
    expect(project.read(`${work}/terraform.tfstate`)).toContain('"index_key": 0');
    expect((await project.infra("plan")).exitCode).toBe(0);
  });

  it("a terraform that was killed leaves a state from which it goes on", async () => {
    const run = start("infra", "apply", "jobs/acme/orders.yaml");
    await run.told("this[0]: Creation complete");
    process.kill(childOf(run.pid), "SIGKILL");
    const { code, text } = await run.ended;
    expect(code).toBe(2);
    expect(text).toContain(
      "error: terraform apply was killed by signal 9\nhint: what was being made at that moment may be missing from the state: `dativo infra plan` shows what it would make; import",
    );
    expect(text).not.toContain("what was made is in the state");
    project.job({ terraform: { variables: { seconds: 0, size: 2 } } });
    expect((await project.infra("plan")).exitCode).toBe(0);
    expect((await project.infra("apply")).exitCode).toBe(0);
  });

  it("a state that somebody else has locked is not waited for, unless asked to", async () => {
    const other = start("infra", "apply", "jobs/acme/orders.yaml");
    await other.told("this[0]: Creation complete");
    renameSync(path.join(project.folder, work, "claims"), path.join(project.folder, "claims"));
    const locked = await project.infra("plan");
    expect(locked.exitCode).toBe(2);
    expect(locked.stderr).toContain("Error acquiring the state lock");
    expect(locked.stderr).toMatch(/hint: somebody else is at work on this state: .* force-unlock [0-9a-f-]{36}\n/);
    const waited = await project.infra("plan", "--lock-timeout", "30s");
    expect(waited.exitCode).toBe(0);
    await other.ended;
  });

  /** The one process that a process has started. */
  function childOf(pid: number): number {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
  }
});

describe("expected outputs", () => {
  it("that are missing, null or sensitive are named with their lines", async () => {
    const outputs = { a: "output.cluster_nam", b: "nothing", c: "output.token", d: "module.m.cluster_name" };
    project.job({ outputs, terraform: { outputs_file: "outs.json" } });
    project.write(
      "outs.json",
      JSON.stringify({
        cluster_name: { value: "c", sensitive: false },
        nothing: { value: null },
        token: { value: "tok", sensitive: true },
      }),
    );
    const ended = await project.infra("outputs");
    expect(ended.exitCode).toBe(2);
    const at = (text: string): string => `jobs/acme/orders.yaml:${project.lineOf(text)}:`;
    expect(ended.stderr.split("\n").filter((line) => line.startsWith("jobs"))).toEqual([
      expect.stringMatching(`^${at('"a"')}\\d+ error missing-output there is no output 'cluster_nam'$`),
      expect.stringMatching(`^${at('"b"')}\\d+ error missing-output the output 'nothing' has no value$`),
      expect.stringMatching(`^${at('"c"')}\\d+ error missing-output the output 'token' is sensitive$`),
    ]);
    expect(ended.stdout).toContain('  d <- cluster_name = "c"\n');
    expect(ended.stdout + ended.stderr).not.toContain('tok"');
  });

  it("of other tools are read from their own files", async () => {
    project.job({ provisioner: "cloudformation", outputs: { cluster: "output.ClusterName" }, terraform: { outputs_file: "stack.json" } });
    project.write("stack.json", JSON.stringify({ Stacks: [{ Outputs: [{ OutputKey: "ClusterName", OutputValue: "c-1" }] }] }));
    expect(await project.infra("outputs")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('cluster <- ClusterName = "c-1"') as string,
    });
    project.job({ provisioner: "pulumi", outputs: { nodes: "output.nodes" }, terraform: { outputs_file: "stack.json" } });
    project.write("stack.json", JSON.stringify({ nodes: [1, 2], password: "[secret]" }));
    const ended = await project.infra("outputs");
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("nodes <- nodes = [1,2]") as string });
    expect(ended.stdout).toContain("password = (sensitive)\n");
  });

  it("of a job that was never applied", async () => {
    const ended = await project.infra("outputs");
    expect(ended).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("run `dativo infra apply jobs/acme/orders.yaml`") as string,
    });
  });
});
