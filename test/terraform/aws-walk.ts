import path from "node:path";
import { expect } from "vitest";
import { walkModule, type Json, type StateResource, type WalkedModule } from "./lifecycle.ts";

/** What a job says of itself. */
export const metadata = {
  job_name: "stripe-customers-etl",
  team: "data-engineering",
  pipeline_type: "ingestion",
  environment: "prod",
  cost_center: "data-platform",
};

/** The same in the style of AWS. */
export const awsTags = {
  JobName: metadata.job_name,
  Team: metadata.team,
  PipelineType: metadata.pipeline_type,
  Environment: metadata.environment,
  CostCenter: metadata.cost_center,
};

/** The five tags, and what else may come with a job, in the worst of shapes. */
export const hostileMetadata = {
  job_name: `日本語 "quoted" \${x} %{y} ${"ab-".repeat(100)}`,
  team: 'a"b\\c\n${var.region}',
  pipeline_type: "ingestion",
  environment: "PROD!",
  cost_center: "Kosten, €/Monat",
  Team: "differs in case and is spelled as the cloud does",
  Cost_Center: "differs in case",
  "aws:reserved": "not for us",
  "a,b": "signs",
  [`k${"k".repeat(300)}`]: "v".repeat(300),
};

/** What AWS takes as tags (the pattern of ECS, the strictest that matters here). */
const legalTag = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}=[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** Takes an AWS module through its life in `us-east-1`, and checks that another value of a tag reaches all that has tags or hands them on, and nothing else. */
export async function walkAws(name: string, version: string, variables: Readonly<Record<string, Json>>): Promise<WalkedModule> {
  const walked = await walkModule({
    moduleFolder: path.resolve(import.meta.dirname, "../../terraform", name),
    versions: { aws: version },
    variables: { region: "us-east-1", ...variables },
    taggedAs: "job_metadata",
    changedTag: ["owner", "another"],
    providerConfig: { aws: { region: "us-east-1" } },
  });
  const tagged = [...taggable(walked.resources), ...walked.resources.filter(handsTagsOn)].map(({ address }) => address);
  expect(walked.retagged.map(({ address }) => address).toSorted()).toStrictEqual(tagged.toSorted());
  return walked;
}

/** A schedule that starts runs with tags of their own says them in its input. */
function handsTagsOn({ type, values }: StateResource): boolean {
  return type === "aws_scheduler_schedule" && JSON.stringify(values["target"]).includes(String.raw`\"Tags\":`);
}

/** What has a place for tags: the provider computes `tags_all` for it. */
export function taggable(resources: readonly StateResource[]): readonly StateResource[] {
  return resources.filter(({ values }) => "tags_all" in values);
}

/** Every place for tags holds these, and nothing that AWS refuses. */
export function expectTagged(resources: readonly StateResource[], tags: object): void {
  for (const { address, values } of taggable(resources)) {
    const found = values["tags_all"] as Readonly<Record<string, string>>;
    expect(found, address).toMatchObject(tags);
    expect(values["tags"], address).toStrictEqual(found);
    for (const [key, value] of Object.entries(found)) expect(`${key}=${value}`, address).toMatch(legalTag);
    expect(Object.keys(found).length).toBeLessThanOrEqual(50);
  }
}

/** A root module that calls a module once for each name of a job, in a network, and returns the names of the clusters. */
export function oddNames(module: string, names: readonly string[]): string {
  const calls = names.map(
    (job_name, index) => `
module "m${index}" {
  source             = "./modules/${module}"
  region             = "us-east-1"
  job_metadata       = ${JSON.stringify({ ...metadata, job_name })}
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  private_subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}
output "m${index}" {
  value = module.m${index}.cluster_name
}`,
  );
  return `provider "aws" { region = "us-east-1" }\n${calls.join("")}\n`;
}
