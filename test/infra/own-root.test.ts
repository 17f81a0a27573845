import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { InfraProject } from "./infra-project.ts";

const root = path.resolve(import.meta.dirname, "../..");

describe.skipIf(terraformBinary() === undefined)("the way of docs/infrastructure.md without Dativo driving", { timeout: 60_000 }, () => {
  let providers: RunningProviders;
  let project: InfraProject;
  const job = "jobs/acme/stripe_customers.yaml";
  const live = "terraform/live/aws-fargate";
  beforeAll(async () => {
    providers = await startProviders({ aws: "5.100.0" });
    project = new InfraProject(providers.env);
    const page = readFileSync(path.join(root, "docs/infrastructure.md"), "utf8");
    project.write(`${live}/main.tf`, /```hcl\n([^]*?)```/.exec(page)![1]!);
    cpSync(path.join(root, "terraform/modules"), path.join(project.folder, "terraform/modules"), { recursive: true });
    project.job({ resource_identifiers: { cluster_name: "{{terraform_outputs.cluster_name}}" } }, {}, job);
  });
  afterAll(async () => {
    project.remove();
    await providers.stop();
  });

  it("hands the tags over, takes the outputs, and the rendered job is valid", async () => {
    const { stdout: metadata } = await project.dativo("tags", "render", job, "--target", "terraform");
    const env = { ...providers.env, TF_VAR_job_metadata: metadata };
    const inRoot = (...args: readonly string[]): ReturnType<typeof runTerraform> =>
      runTerraform(project.folder, [`-chdir=${live}`, ...args], { env });
    expect((await inRoot("init")).code).toBe(0);
    const applied = await inRoot("apply", "-auto-approve");
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('cluster_name = "orders-etl-prod-cluster"') as string });
    project.write("runtime-outputs.json", (await inRoot("output", "-json")).stdout);
    const rendered = await project.dativo(
      "jobs",
      "render",
      "--config",
      job,
      "--terraform-outputs",
      "runtime-outputs.json",
      "--out",
      "rendered.yaml",
    );
    expect(rendered).toMatchObject({ exitCode: 0, stderr: "" });
    expect(project.read("rendered.yaml")).toContain('"cluster_name": "orders-etl-prod-cluster"');
    expect(await project.dativo("validate", "rendered.yaml")).toMatchObject({ exitCode: 0 });
    const audit = await project.dativo("infra", "audit", `${live}/terraform.tfstate`);
    expect(audit).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("coverage 100 %") as string });
  });
});
