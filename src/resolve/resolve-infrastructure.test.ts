import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { realWorld } from "../kit/world.ts";
import { loadContract } from "../load/contract/load-contract.ts";
import { loadJob } from "../load/load-job.ts";
import { plugins } from "../plugins/index.gen.ts";
import { resolveFacts } from "./resolve-job.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "dativo-infrastructure-"));
  await mkdir(path.join(folder, "jobs"));
  const contract = { apiVersion: "v3.1.0", kind: "DataContract", id: "t", name: "things", version: "1.0.0", status: "active" };
  const schema = [{ name: "things", properties: [{ name: "id", logicalType: "integer" }] }];
  await writeFile(path.join(folder, "contract.yaml"), JSON.stringify({ ...contract, schema }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const five = "{ job_name: j, team: t, pipeline_type: p, environment: prod, cost_center: c }";
const head = "tenant_id: acme\nsource_connector: stripe\ntarget_connector: iceberg\nasset_path: contract.yaml\n";

async function resolve(block: string, root = "") {
  const file = path.join(folder, "jobs/job.yaml");
  await writeFile(file, `${head}${root}infrastructure:\n${block.replaceAll(/^/gm, "  ")}\n`);
  const world = { ...realWorld(), cwd: folder };
  const loaded = await loadJob(file, world, { loadContract });
  const { facts, diagnostics } = await resolveFacts(loaded, world, plugins);
  return { block: facts?.infrastructure, problems: diagnostics.filter((one) => one.severity === "error"), diagnostics };
}
const problemsOf = async (block: string, root?: string) =>
  (await resolve(block, root)).problems.map(({ line, column, code, message }) => [line, column, code, message]);

describe("provider and runtime", () => {
  it.each([
    ["azure", "aws_fargate"],
    ["gcp", "aws_emr"],
    ["aws", "gcp_cloud_run"],
    ["aws", "azure_container_apps"],
    ["databricks", "kubernetes"],
    ["aws", "local"],
  ])("%s cannot have %s", async (provider, type) => {
    const { problems } = await resolve(`provider: ${provider}\nregion: r\nruntime: { type: ${type} }\ntags: ${five}`);
    expect(problems[0]).toMatchObject({
      line: 8,
      column: 20,
      code: "runtime-provider",
      message: `Runtime type '${type}' is not compatible with provider '${provider}'`,
      hint: `'${type}' runs at: ${plugins.runtimes[type]!.capabilities.providers.join(", ")}`,
    });
  });

  it("every runtime goes with every provider that it names", async () => {
    for (const { name, capabilities } of Object.values(plugins.runtimes)) {
      for (const provider of capabilities.providers)
        expect(await problemsOf(`provider: ${provider}\nregion: r\nruntime: { type: ${name} }\ntags: ${five}`)).toEqual([]);
    }
  });

  it("an unknown runtime is told of with what was meant", async () => {
    const { problems } = await resolve(`provider: aws\nregion: r\nruntime: { type: aws_fargat }\ntags: ${five}`);
    expect(problems).toMatchObject([{ code: "unknown-runtime", hint: "did you mean 'aws_fargate'?" }]);
  });

  it.each([
    ["provider: terraform\nruntime: { platform: emr }", "aws"],
    ["provider: terraform\nruntime: { platform: kubernetes }", "kubernetes"],
    ['provider: terraform\nruntime: { platform: kubernetes, network: { vpc_id: "projects/acme/global/networks/n" } }', "gcp"],
    ["provider: terraform\nruntime: { platform: kubernetes, network: { vpc_id: vpc-0a1b } }", "aws"],
    ["provider: pulumi\nruntime: { platform: ray, compute: { instance_type: m5.4xlarge } }", "aws"],
    ['provider: pulumi\nruntime: { platform: ray, service_account: "arn:aws:iam::123456789:role/R" }', "aws"],
    ["provider: manual\nregion: eastus\nruntime: { platform: dask }", "azure"],
    ["provider: databricks\nruntime: { platform: databricks }", "databricks"],
  ])("%s is at %s", async (block, provider) => {
    const resolved = await resolve(block);
    expect(resolved.problems).toEqual([]);
    expect(resolved.block?.provider).toBe(provider);
  });

  it("the job's own warehouse tells the cloud, where nothing else does", async () => {
    const target = "target: { warehouse: gs://lake/w }\n";
    expect((await resolve("provider: terraform\nruntime: { platform: spark }", target)).block?.provider).toBe("gcp");
  });

  it("the region is read from identifiers", async () => {
    const arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/x:1";
    expect((await resolve(`compute_type: fargate\nresource_refs: { task_definition_arn: "${arn}" }`)).block?.region).toBe("eu-west-1");
    expect((await resolve("compute_type: cloud-run\nresource_refs: { region: us-central1 }")).block?.region).toBe("us-central1");
  });
});

describe("what the canonical spelling insists on", () => {
  it("provider, runtime, region and the five tags, all told at once", async () => {
    expect(await problemsOf("runtime: { image: x }")).toEqual([
      [5, 1, "missing-key", "missing key 'infrastructure.provider'"],
      [6, 3, "missing-key", "missing key 'infrastructure.runtime.type'"],
      [5, 1, "missing-required-tags", "Missing required tags: job_name, team, pipeline_type, environment, cost_center"],
    ]);
    expect(await problemsOf(`provider: gcp\nruntime: { type: gcp_cloud_run }\ntags: ${five}`)).toEqual([
      [5, 1, "missing-key", "missing key 'infrastructure.region'"],
    ]);
  });

  it("names exactly the tags that are missing or blank, whatever their spelling", async () => {
    const tags = "{ JobName: j, team: '', pipeline-type: p, Environment: prod }";
    expect(await problemsOf(`provider: aws\nregion: r\nruntime: { type: aws_fargate }\ntags: ${tags}`)).toEqual([
      [9, 3, "missing-required-tags", "Missing required tags: team, cost_center"],
    ]);
  });

  it("blank values count as missing", async () => {
    const block = `provider: aws\nregion: " "\nruntime: { type: aws_fargate, image: " " }\nresource_identifiers: { cluster_name: " " }\ntags: ${five}`;
    expect((await problemsOf(block)).map(([line, , code, message]) => [line, code, message])).toEqual([
      [7, "missing-key", "infrastructure.region is blank"],
      [8, "missing-key", "infrastructure.runtime.image is blank"],
      [9, "missing-key", "infrastructure.resource_identifiers.cluster_name is blank"],
    ]);
  });

  it("an older spelling is asked for none of that, and told once that it is older", async () => {
    const { problems, diagnostics } = await resolve("provider: terraform\nruntime: { platform: emr }");
    expect(problems).toEqual([]);
    expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([["older-infrastructure", "warning"]]);
  });
});

describe("the environment of the tags is the job's", () => {
  const block = (tag: string, spelling = "environment") =>
    `provider: aws\nregion: r\nruntime: { type: aws_fargate }\ntags: { job_name: j, team: t, pipeline_type: p, ${spelling}: ${tag}, cost_center: c }`;

  it.each([
    ["prod", "production"],
    ["production", "prod"],
    ["dev", "Development"],
    ["staging", "stage"],
    ["qa", "qa"],
  ])("%s goes with %s", async (environment, tag) => {
    expect(await problemsOf(block(tag), `environment: ${environment}\n`)).toEqual([]);
  });

  it.each(["environment", "Environment"])("anything else does not (%s)", async (spelling) => {
    const found = await problemsOf(block("dev", spelling), "environment: prod\n");
    expect(found).toMatchObject([
      [10, expect.any(Number), "environment-mismatch", `tag '${spelling}' is 'dev', but the job's environment is 'prod'`],
    ]);
  });
});

test("at least as many as at most, and at least one", async () => {
  const block = (min: number, max: number) =>
    `provider: terraform\nruntime: { platform: ray, compute: { auto_scaling: { min_instances: ${min}, max_instances: ${max} } } }`;
  expect(await problemsOf(block(2, 2))).toEqual([]);
  expect(await problemsOf(block(3, 2))).toMatchObject([[7, 71, "invalid-value", "min_instances (3) is larger than max_instances (2)"]]);
  expect(await problemsOf(block(0, 2))).toMatchObject([[7, 71, "invalid-value", expect.stringContaining("min_instances")]]);
});

test("a runtime's limits are told at the value, and what waits for an output is left alone", async () => {
  const block = (cpu: string) => `provider: aws\nregion: r\nruntime:\n  type: aws_fargate\n  cpu: ${cpu}\n  memory: "512"\ntags: ${five}`;
  expect(await problemsOf(block('"1024"'))).toMatchObject([[11, 13, "runtime-limit", expect.stringContaining("512")]]);
  expect(await problemsOf(block('"{{terraform_outputs.cpu}}"'))).toEqual([]);
});
