import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Rig, type Project } from "./rig.ts";

let rig: Rig;
beforeAll(() => {
  rig = new Rig();
  Object.assign(process.env, { DB_PASSWORD: "canary-db-pass", TEAM_TOKEN: "canary-team-token" });
});
afterAll(() => rig.close());

const tags = { job_name: "j", team: "t", pipeline_type: "p", environment: "prod", cost_center: "c" };

function project(block: Readonly<Record<string, unknown>>): Project {
  const made = rig.project();
  made.contract({ properties: [{ name: "id", logicalType: "integer" }] });
  made.job({ infrastructure: { provider: "aws", region: "us-east-1", runtime: { type: "aws_fargate" }, tags, ...block } });
  made.write("data/a.csv", "id\n1\n");
  return made;
}

describe("secrets of the infrastructure block", () => {
  test("infra show masks what a variable made secret", async () => {
    const made = project({ resources: { database: { password: "${DB_PASSWORD}" } }, annotations: { note: "x ${DB_PASSWORD} y" } });
    for (const more of [[], ["--json"]]) {
      const { stdout, stderr, exitCode } = await made.dativo("infra", "show", "job.yaml", ...more);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("[REDACTED]");
      expect(stdout + stderr).not.toContain("canary");
    }
  });

  test("a tag that holds one is an error wherever tags go, and the message does not hold it", async () => {
    const made = project({ tags: { ...tags, team: "${TEAM_TOKEN}" } });
    for (const command of [
      ["validate", "job.yaml"],
      ["tags", "render", "job.yaml", "--target", "aws"],
      ["run", "--config", "job.yaml"],
      ["infra", "generate", "job.yaml"],
    ]) {
      const { stdout, stderr, exitCode } = await made.dativo(...command);
      expect(exitCode).toBe(2);
      expect(stdout + stderr).toContain("tag 'identity.team' holds a secret (job.yaml:1)");
      expect(stdout + stderr).not.toContain("canary");
    }
  });

  test.each([
    ["runtime", { type: "aws_fargate", options: { password: "hunter22222" } }, "infrastructure.runtime.options.password"],
    ["terraform", { variables: { db_password: "abc12345" } }, "infrastructure.terraform.variables.db_password"],
    ["terraform", { backend_config: { type: "s3", secret_key: "wJalrXUtnFEMI" } }, "infrastructure.terraform.backend_config.secret_key"],
    ["resources", { database: { password: "hunter22222" } }, "infrastructure.resources.database.password"],
  ])("one that is written out is an error: %s", async (key, value, place) => {
    const { stdout, exitCode } = await project({ [key]: value }).dativo("validate", "job.yaml");
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`error literal-credential ${place} holds a literal credential`);
    expect(stdout).toContain("name its place (an ARN, an id), or set TF_VAR_NAME");
  });

  test("the name of a secret is none", async () => {
    const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db";
    const made = project({
      terraform: { variables: { secrets: { DB_PASSWORD: arn, API_TOKEN: "api-token" }, admin_password: arn, enable_password: true } },
      resources: { secrets: { secret_manager_arn: arn, kms_key_id: "alias/dativo" } },
    });
    expect(await made.dativo("validate", "job.yaml")).toMatchObject({ exitCode: 0, stdout: "1 job: valid\n" });
  });
});

describe("sensitive outputs", () => {
  const outputs = { name: { value: "n", sensitive: false }, key: { value: "canary-output", sensitive: true } };
  const made = (): Project => {
    const it = project({ resource_identifiers: { a: "{{terraform_outputs.key}}" } });
    it.write("outputs.json", JSON.stringify(outputs));
    return it;
  };
  const render = ["jobs", "render", "--config", "job.yaml", "--terraform-outputs", "outputs.json"];

  test("are refused unless asked for, then written for the owner alone and never printed", async () => {
    const it = made();
    const refused = await it.dativo(...render, "--out", "rendered.yaml");
    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("the Terraform output 'key' is sensitive") as string,
    });
    const printed = await it.dativo(...render, "--include-sensitive");
    expect(printed).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("name a file with --out") as string });
    expect(await it.dativo(...render, "--include-sensitive", "--out", "rendered.yaml")).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
    const file = path.join(it.folder, "rendered.yaml");
    expect(readFileSync(file, "utf8")).toContain("canary-output");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("reach a run, and nothing that it leaves behind", async () => {
    const it = made();
    const ended = await it.run("--terraform-outputs", "outputs.json", "--include-sensitive");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout + ended.stderr).not.toContain("canary");
    const tagged = project({ tags: { ...tags, other: "pre {{terraform_outputs.key}} post" } });
    tagged.write("outputs.json", JSON.stringify(outputs));
    const refused = await tagged.dativo("run", "--config", "job.yaml", "--terraform-outputs", "outputs.json", "--include-sensitive");
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("tag 'infrastructure.other' holds a secret") as string });
  });

  test("what is wrong with a placeholder is told once", async () => {
    const it = project({ resource_identifiers: { a: "{{terraform_outputs.nam}}" } });
    it.write("outputs.json", JSON.stringify(outputs));
    const { stderr } = await it.dativo("run", "--config", "job.yaml", "--terraform-outputs", "outputs.json");
    expect(stderr.match(/unresolved-placeholder/g)).toHaveLength(1);
    expect(stderr).toContain("did you mean 'name'?");
  });
});
