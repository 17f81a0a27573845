import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { InfraProject, work } from "./infra-project.ts";

const tags = { job_name: "orders-etl", team: "data", pipeline_type: "ingestion", environment: "prod", cost_center: "FIN-1" };

describe.skipIf(terraformBinary() === undefined)("the module that comes with a runtime", { timeout: 120_000 }, () => {
  let providers: RunningProviders;
  let project: InfraProject;
  /** What somebody does to the cluster's tags outside of Terraform; null: it is deleted. */
  let meddle: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>> | null = (found) => found;
  beforeAll(async () => {
    providers = await startProviders(
      { aws: "6.45.0" },
      {
        onRead: (type, state) => {
          if (type !== "aws_ecs_cluster") return state;
          const mine = meddle(state["tags"] as Readonly<Record<string, string>>);
          return mine === null ? null : { ...state, tags: mine, tags_all: mine };
        },
      },
    );
    project = new InfraProject(providers.env);
    job({});
  });
  afterAll(async () => {
    project.remove();
    await providers.stop();
  });

  function job(more: Readonly<Record<string, string>>): void {
    project.job({
      runtime: { type: "aws_fargate", cpu: "1024", memory: "2048", image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0" },
      terraform: { module_source: undefined },
      outputs: { cluster: "output.cluster_name" },
      tags: { ...tags, ...more },
    });
  }

  it("is copied beside the root module, with its provider at the job's region", async () => {
    const made = await project.infra("generate");
    expect(made.exitCode).toBe(0);
    expect(made.stdout).toContain(`wrote ${work}/terraform/modules/aws_fargate/main.tf\n`);
    expect(made.stdout).not.toContain("README");
    const root = project.json(`${work}/main.tf.json`) as Readonly<Record<string, object>>;
    expect(root["provider"]).toEqual({ aws: { region: "${var.region}" } });
    expect(root["module"]).toMatchObject({ dativo_runtime: { source: "./terraform/modules/aws_fargate", cpu: "${var.cpu}" } });
    expect(project.json(`${work}/dativo.auto.tfvars.json`)).toMatchObject({
      region: "us-east-1",
      cpu: "1024",
      memory: "2048",
      runtime_type: "aws_fargate",
    });
  });

  it("plans with every taggable resource tagged, applies, and plans nothing more", async () => {
    const planned = await project.infra("plan");
    expect(planned.stderr).not.toContain("error");
    expect(planned.stdout).toMatch(/tags: coverage 100 % \((\d+) of \1 taggable resources\)/);
    expect(planned.exitCode).toBe(0);
    const applied = await project.infra("apply");
    expect(applied.stdout).toMatch(/tags: coverage 100 % \((\d+) of \1 taggable resources\)/);
    expect(applied.exitCode).toBe(0);
    expect((await project.infra("outputs")).stdout).toMatch(/cluster <- cluster_name = "orders-etl-prod-cluster"/);
    expect((await project.infra("plan")).stdout).toContain("acme/orders/prod: nothing to do\n");
    expect((await project.infra("drift")).exitCode).toBe(0);
  });

  it("its outputs fill the job's placeholders in", async () => {
    const identifiers = { resource_identifiers: { cluster_name: "{{terraform_outputs.cluster_name}}" } };
    project.job(
      { runtime: { type: "aws_fargate" }, terraform: { module_source: undefined }, tags, ...identifiers },
      {},
      "jobs/acme/open.yaml",
    );
    const rendered = await project.dativo(
      "jobs",
      "render",
      "--config",
      "jobs/acme/open.yaml",
      "--terraform-outputs",
      `${work}/outputs.json`,
    );
    expect(rendered.stdout).toContain('"cluster_name": "orders-etl-prod-cluster"');
  });

  it("tags that somebody changed, added and removed are told one by one; nothing is changed", async () => {
    meddle = ({ Team: _team, ...rest }) => ({ ...rest, CostCenter: "OTHER", Extra: "x" });
    const state = project.read(`${work}/terraform.tfstate`);
    const drift = await project.infra("drift", "--json");
    expect(drift.exitCode).toBe(2);
    const { tags: found } = JSON.parse(drift.stdout) as { readonly tags: readonly Readonly<Record<string, string>>[] };
    const told = found.map(({ key, declared, state, real, changed }) => [key, declared, state, real, changed]);
    expect(told).toEqual([
      ["CostCenter", "FIN-1", "FIN-1", "OTHER", "outside"],
      ["Extra", undefined, undefined, "x", "outside"],
      ["Team", "data", "data", undefined, "outside"],
    ]);
    expect(project.read(`${work}/terraform.tfstate`)).toBe(state);
    const table = await project.infra("drift");
    expect(table.stdout).toContain("aws_ecs_cluster");
    expect(table.stdout).toContain("changed outside: module.dativo_runtime.aws_ecs_cluster");
  });

  it("a resource that is gone, too", async () => {
    meddle = () => null;
    const drift = await project.infra("drift");
    expect(drift.exitCode).toBe(2);
    expect(drift.stdout).toContain("gone: module.dativo_runtime.aws_ecs_cluster");
    meddle = (found) => found;
  });

  it("a tag that the job has lost since apply is drift and a change in place, and no replacement", async () => {
    job({ owner: "somebody" });
    await project.infra("plan");
    await project.infra("apply");
    job({});
    const drift = await project.infra("drift", "--json");
    const { tags: found } = JSON.parse(drift.stdout) as { readonly tags: readonly Readonly<Record<string, string>>[] };
    expect(found.length).toBeGreaterThan(5);
    for (const one of found) expect(one).toMatchObject({ key: "Owner", state: "somebody", real: "somebody", changed: "job" });
    const planned = await project.infra("plan");
    expect(planned.stdout).toMatch(/0 to add, \d+ to change, 0 to replace, 0 to destroy/);
    expect(planned.exitCode).toBe(0);
  });

  it("is destroyed as a whole", async () => {
    const done = await project.infra("destroy", "--yes");
    expect(done.exitCode).toBe(0);
    expect(project.json(`${work}/terraform.tfstate`)).toMatchObject({ resources: [] });
  });
});

describe.skipIf(terraformBinary() === undefined)("a module that leaves a resource without the tags", { timeout: 60_000 }, () => {
  it("is planned, the plan does not pass, and is applied only on demand", async () => {
    const providers = await startProviders({ aws: "5.100.0" });
    const project = new InfraProject(providers.env);
    project.write(
      "modules/plain/main.tf",
      'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\nvariable "region" {\n  type = string\n}\nresource "aws_sqs_queue" "bare" {\n  name = "bare"\n}\n',
    );
    const planned = await project.infra("plan");
    expect(planned.stdout).toMatch(/missing\s+module.dativo_runtime.aws_sqs_queue.bare/);
    expect(planned.stdout).toContain("tags: coverage 0 % (0 of 1 taggable resources)");
    expect(planned.exitCode).toBe(2);

    const refused = await project.infra("apply");
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("say --allow-untagged") as string });
    expect(refused.stdout).toContain("missing");
    expect(existsSync(path.join(project.folder, work, "terraform.tfstate"))).toBe(false);

    const insisted = await project.infra("apply", "--allow-untagged");
    expect(insisted.exitCode).toBe(2);
    expect(project.json(`${work}/terraform.tfstate`)).toMatchObject({ resources: [expect.objectContaining({ type: "aws_sqs_queue" })] });
    project.remove();
    await providers.stop();
  });

  it("is not one that calls its tags sensitive: they are cut from plan.json alone", async () => {
    const providers = await startProviders({ aws: "5.100.0" });
    const project = new InfraProject(providers.env);
    project.write(
      "modules/plain/main.tf",
      'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\nvariable "region" {\n  type = string\n}\nvariable "job_metadata" {\n  type      = map(string)\n  sensitive = true\n}\nresource "aws_sqs_queue" "quiet" {\n  name = "quiet"\n  tags = var.job_metadata\n}\n',
    );
    project.job({ tags });
    const planned = await project.infra("plan");
    expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("100 % (1 of 1") as string });
    expect(project.read(`${work}/plan.json`)).toContain('"tags":"(sensitive value)"');
    expect(await project.infra("apply")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("100 % (1 of 1") as string });
    project.remove();
    await providers.stop();
  });
});
