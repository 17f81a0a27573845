import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { allVersions } from "../provider-double/schema.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { dativoIn } from "../whole/rig.ts";

describe.skipIf(terraformBinary() === undefined)("the users' example jobs", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-seed-jobs-"));
  let providers: RunningProviders;
  beforeAll(async () => {
    cpSync(path.resolve(import.meta.dirname, "../seeds/project"), folder, { recursive: true });
    providers = await startProviders(allVersions("newest"));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await providers.stop();
  });

  it.each([
    ["stripe_customers_to_iceberg", "aws_ecs_cluster"],
    ["external_workflow", "aws_ecs_cluster"],
    ["runtime_fargate", "aws_ecs_task_definition"],
    ["runtime_container_apps", "azurerm_container_app_job"],
    ["runtime_cloud_run", "google_cloud_run_v2_job"],
  ])("%s is planned on its runtime's module, every taggable resource with its tags", async (name, resource) => {
    const env = { ...providers.env, TF_CLI_CONFIG_FILE: undefined, CI: undefined };
    const planned = await dativoIn({ cwd: folder, env }, "infra", "plan", `jobs/acme/${name}.yaml`);
    expect(planned.stderr).not.toContain("error");
    expect(planned.stdout).toContain(`.${resource}.`);
    expect(planned.stdout).toContain(`acme/${name}/prod: `);
    expect(planned.stdout).toMatch(/tags: coverage 100 % \((\d+) of \1 taggable resources\)/);
    expect(planned.exitCode).toBe(0);
  });

  it("postgres_orders is planned on the module that it names by the path from its own folder; tag and region come from elsewhere", async () => {
    mkdirSync(path.join(folder, "configs"));
    writeFileSync(path.join(folder, "configs/policy.yaml"), "default_tags: { pipeline_type: ingestion }\n");
    const env = {
      ...providers.env,
      TF_CLI_CONFIG_FILE: undefined,
      CI: undefined,
      EMR_CLUSTER_ID: "j-2AXXXXXXGAPLF",
      TF_VAR_region: "us-east-1",
    };
    const planned = await dativoIn({ cwd: folder, env }, "infra", "plan", "jobs/acme/postgres_orders.yaml");
    expect(planned.stderr).not.toContain(" error ");
    expect(planned.stdout).toMatch(/tags: coverage 100 % \((\d+) of \1 taggable resources\)/);
    expect(planned.exitCode).toBe(0);
    const work = path.join(folder, ".dativo/terraform/acme/postgres_orders/prod");
    expect(readdirSync(path.join(work, "terraform")).toSorted()).toEqual(["aws", "modules"]);
  });
});
