import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTerraform, terraformBinary, withoutTerraform } from "../provider-double/run-terraform.ts";
import { findAwsPlugin } from "./aws-plugin.ts";
import { awsTags, metadata, taggable } from "./aws-walk.ts";
import { changesOf, resourcesOf, type PlanJson, type StateJson, type StateResource } from "./lifecycle.ts";
import { motoPython, startMoto, type MotoServer } from "./moto-server.ts";

const modules = path.resolve(import.meta.dirname, "../../terraform/modules");
const services = ["cloudwatchlogs", "ec2", "ecs", "emr", "emrserverless", "iam", "kms", "s3", "scheduler", "sqs", "sts"];
const minutes = 60_000;

const plugin = findAwsPlugin();
const python = motoPython();

/** Why the modules are not applied to an AWS here; undefined where they are. */
function missing(): string | undefined {
  if (terraformBinary() === undefined) return withoutTerraform;
  if (plugin === undefined) return "no AWS provider of 5.100 to 6.x in a plugin folder: name one in DATIVO_TF_PLUGIN_DIR";
  if (python !== undefined) return undefined;
  return `no moto: ${process.env["DATIVO_MOTO_PROBLEM"] ?? "npm test installs it"}`;
}

/** Arguments that moto takes and forgets, so that a second plan wants to set them again. AWS keeps them. */
const forgotten: Readonly<Record<string, readonly string[]>> = {
  aws_ecs_service: ["availability_zone_rebalancing", "enable_ecs_managed_tags"],
  aws_emrserverless_application: ["architecture"],
  // Only of rules that name another group.
  aws_vpc_security_group_egress_rule: ["description"],
  aws_vpc_security_group_ingress_rule: ["description"],
};

/** Two jobs on Fargate and three on EMR, in a network that is made with them. `owner` is one more tag of all. */
function rootModule(url: string, owner: string): object {
  const job = (job_name: string) => ({ region: "us-east-1", job_metadata: { ...metadata, job_name, owner } });
  const network = {
    create_security_group: true,
    vpc_id: "${aws_vpc.this.id}",
    private_subnet_ids: ["${aws_subnet.this.id}"],
  };
  const fargate = path.join(modules, "aws_fargate");
  const emr = path.join(modules, "aws_emr");
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } } },
    provider: {
      aws: {
        region: "us-east-1",
        access_key: "test",
        secret_key: "test",
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
        skip_region_validation: true,
        s3_use_path_style: true,
        endpoints: [Object.fromEntries(services.map((service) => [service, url]))],
      },
    },
    resource: {
      aws_vpc: { this: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: { this: { vpc_id: network.vpc_id, cidr_block: "10.0.1.0/24" } },
    },
    module: {
      fargate_short: { source: fargate, ...job("fargate-short") },
      fargate_full: {
        source: fargate,
        ...job("fargate-full"),
        ...network,
        container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0",
        command: ["dativo"],
        args: ["run", "--config", "jobs/acme/stripe.yaml"],
        environment_variables: { Z: "last", TEXT: 'say "hi"\n$${x} %%{y} ü', A: "first" },
        secrets: { KEY: "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe-AbCdEf:key::" },
        s3_bucket_arns: ["arn:aws:s3:::acme-data-lake", "arn:aws:s3:::acme-data-lake/*"],
        ephemeral_storage_gib: 50,
        timeout_seconds: 3600,
        schedule: "cron(0 2 * * ? *)",
        schedule_timezone: "Europe/Berlin",
        create_service: true,
      },
      emr_short: { source: emr, ...job("emr-short") },
      emr_full: {
        source: emr,
        ...job("emr-full"),
        ...network,
        instance_type: "r5.2xlarge",
        instance_count: 8,
        min_instances: 4,
        max_instances: 12,
        kms_key_alias: "alias/dativo-prod",
        data_lake_bucket: "acme-data-lake-prod",
        configurations: [{ Classification: "spark-defaults", Properties: { "spark.executor.memory": "2g" } }],
        idle_timeout_seconds: 7200,
        step_concurrency_level: 4,
      },
      emr_serverless: {
        source: emr,
        ...job("emr-serverless"),
        ...network,
        deployment: "serverless",
        schedule: "rate(6 hours)",
        entry_point: "s3://acme-code/orders.py",
      },
    },
  };
}

const reason = missing();

describe("a real AWS provider and an AWS on this machine", () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "dativo-moto-")));
  let aws: MotoServer | undefined;
  const write = (owner: string) => writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(rootModule(aws?.url ?? "", owner)));
  const terraform = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runTerraform(folder, args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
    return stdout;
  };
  const show = async <T>(...file: readonly string[]) => JSON.parse(await terraform("show", "-json", ...file)) as T;
  const ours = async (): Promise<readonly StateResource[]> =>
    resourcesOf(await show<StateJson>()).filter(({ address }) => address.startsWith("module."));

  beforeAll(async () => {
    if (reason !== undefined) return;
    aws = await startMoto(python!);
    write("first");
    await terraform("init", `-plugin-dir=${plugin!.folder}`);
    await terraform("apply", "-auto-approve");
  }, 10 * minutes);
  afterAll(() => {
    aws?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Every place for tags holds the job's, as AWS itself says. */
  async function expectTagsInAws(owner: string): Promise<Readonly<Record<string, readonly [resources: number, tagged: number]>>> {
    const [resources, tags] = [await ours(), await aws!.readTags()];
    const counts: Record<string, [number, number]> = {};
    for (const { address } of resources) counts[address.split(".")[1] ?? ""] = [0, 0];
    for (const { address } of resources) counts[address.split(".")[1] ?? ""]![0] += 1;
    for (const { address, type, values } of taggable(resources)) {
      const job = (address.split(".")[1] ?? "").replaceAll("_", "-");
      const found = tags.get(`${type} ${String(values["id"])}`);
      expect(found, address).toMatchObject({ ...awsTags, JobName: job, Owner: owner, ManagedBy: "terraform" });
      counts[address.split(".")[1] ?? ""]![1] += 1;
    }
    return counts;
  }

  test("all that has a place for tags bears the job's", async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    expect(await expectTagsInAws("first")).toStrictEqual({
      fargate_short: [10, 6],
      fargate_full: [18, 12],
      emr_short: [19, 7],
      emr_full: [27, 15],
      emr_serverless: [20, 10],
    });
  });

  test("a second plan finds nothing to do but what this AWS forgot", { timeout: 5 * minutes }, async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    await terraform("plan", "-out=second.tfplan");
    for (const { address, type, change } of changesOf(await show<PlanJson>("second.tfplan"))) {
      const different = Object.keys(change.after ?? {}).filter(
        (name) => JSON.stringify(change.before?.[name]) !== JSON.stringify(change.after?.[name]),
      );
      expect(change.actions, address).toStrictEqual(["update"]);
      expect(forgotten[type], address).toStrictEqual(expect.arrayContaining(different));
    }
  });

  test("another tag is set in place, and goes with all the rest", { timeout: 10 * minutes }, async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    write("second");
    await terraform("plan", "-out=retag.tfplan");
    const changes = changesOf(await show<PlanJson>("retag.tfplan"));
    expect(new Set(changes.map(({ change }) => change.actions.join()))).toStrictEqual(new Set(["update"]));
    await terraform("apply", "retag.tfplan");
    await expectTagsInAws("second");
    await terraform("destroy", "-auto-approve");
    const left = await aws!.readTags();
    expect([...left].filter(([, tags]) => "JobName" in tags)).toStrictEqual([]);
  });
});
