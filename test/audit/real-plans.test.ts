import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditReport } from "../../src/cli/audit-report.ts";
import type { ResourceAudit } from "../../src/provision/audit/tag-audit.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";
import { allVersions } from "../provider-double/schema.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { dativo } from "../whole/rig.ts";

/** Each cloud once, through modules, counts and keys, with defaults of the provider, and with tags that are not known yet. */
const configuration = `
terraform {
  required_providers {
    aws        = { source = "hashicorp/aws" }
    google     = { source = "hashicorp/google" }
    azurerm    = { source = "hashicorp/azurerm" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "team" {
  default   = "hush-hush"
  sensitive = true
}

locals {
  snake = { job_name = "orders", pipeline_type = "ingestion", environment = "prod", cost_center = "fin-001" }
  aws   = { JobName = "orders", PipelineType = "ingestion", Environment = "prod", CostCenter = "fin-001" }
  kebab = { for key, value in local.snake : replace(key, "_", "-") => value }
}

provider "aws" {
  region = "us-east-1"
  default_tags { tags = { Team = "data", Owner = "x-\${var.team}" } }
}
provider "google" {
  project        = "p"
  default_labels = { team = "data" }
}
provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-000000000000"
}
provider "kubernetes" {}

module "queues" {
  source   = "./queues"
  for_each = toset(["a", "b.c"])
  tags     = local.aws
}

resource "aws_sqs_queue" "sensitive" {
  name = "sensitive"
  tags = merge(local.aws, { Team = var.team })
}

resource "aws_sqs_queue" "late" {
  name = "late"
  tags = merge(local.aws, { Source = aws_sqs_queue.sensitive.arn })
}

resource "aws_kms_alias" "none" {
  target_key_id = "k"
}

resource "google_cloud_run_v2_job" "job" {
  name     = "job"
  location = "europe-west1"
  labels   = local.snake
  template {
    labels = merge(local.snake, { team = "data" })
    template {
      containers { image = "i" }
    }
  }
}

resource "google_service_account" "job" {
  account_id = "job-account"
}

resource "azurerm_resource_group" "group" {
  name     = "group"
  location = "westeurope"
  tags     = merge(local.kebab, { team = "data" })
}

resource "kubernetes_namespace_v1" "space" {
  metadata {
    name   = "space"
    labels = { for key, value in merge(local.kebab, { team = "data" }) : "dativo.io/\${key}" => value }
  }
}
`;
const queues = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "tags" { type = map(string) }
resource "aws_sqs_queue" "q" {
  count = 2
  name  = "q\${count.index}"
  tags  = var.tags
}
`;

let isStripped = false;

describe.skipIf(terraformBinary() === undefined).each(["oldest", "newest"] as const)("plans of terraform itself, %s providers", (age) => {
  let folder = "";
  let providers: RunningProviders;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "dativo-plans-"));
    mkdirSync(path.join(folder, "queues"));
    writeFileSync(path.join(folder, "main.tf"), configuration);
    writeFileSync(path.join(folder, "queues/main.tf"), queues);
    isStripped = false;
    providers = await startProviders(allVersions(age), {
      onRead: (type, state) =>
        isStripped && type === "azurerm_resource_group" ? { ...state, tags: { ...(state["tags"] as object), team: "other" } } : state,
    });
    await terraform("init");
  });
  afterAll(async () => {
    await providers.stop();
    rmSync(folder, { recursive: true });
  });

  async function terraform(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runTerraform(folder, args, { env: providers.env });
    expect(code, `${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  /** Makes a plan, audits it, and tells how each resource stands. */
  async function auditPlan(planArgs: readonly string[] = [], ...args: readonly string[]) {
    await terraform("plan", "-out=tfplan", ...planArgs);
    writeFileSync(path.join(folder, "plan.json"), await terraform("show", "-json", "tfplan"));
    return auditFile("plan.json", ...args);
  }

  async function auditFile(file: string, ...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await dativo(folder, "infra", "audit", file, "--format", "json", ...args);
    expect(stderr).toBe("");
    const { audit } = (JSON.parse(stdout) as AuditReport).files[0]!;
    return {
      exitCode,
      audit,
      stdout,
      of: (address: string): ResourceAudit | undefined => audit.resources.find((one) => one.address === address),
    };
  }

  test("everything that is tagged is seen to be, before there is anything", async () => {
    const { audit, exitCode, of, stdout } = await auditPlan();
    const standing = audit.resources.map(({ address, status }) => `${status} ${address}`).sort();
    expect(standing).toEqual([
      "ok aws_sqs_queue.late",
      "ok aws_sqs_queue.sensitive",
      "ok azurerm_resource_group.group",
      "ok google_cloud_run_v2_job.job",
      "ok kubernetes_namespace_v1.space",
      ...["a", "b.c"].flatMap((key) => [0, 1].map((index) => `ok module.queues["${key}"].aws_sqs_queue.q[${index}]`)),
      "untaggable aws_kms_alias.none",
      "untaggable google_service_account.job",
    ]);
    expect(of("google_service_account.job")?.reason).toBe("google_service_account takes no labels");
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("hush-hush");
  });

  test("values are compared, and sensitive ones are kept", async () => {
    const { exitCode, of, stdout } = await auditPlan([], "--expect", "team=data,environment=production,cost_center=FIN-001,owner=me");
    expect(exitCode).toBe(2);
    const team = of("aws_sqs_queue.sensitive")?.findings.find(({ key }) => key === "team");
    expect(team).toEqual({ slot: "tags", key: "team", styled: "Team", problem: "wrong", expected: "data" });
    const owner = of("aws_sqs_queue.late")?.findings.find(({ key }) => key === "owner");
    expect(owner).toEqual({ slot: "tags", key: "owner", styled: "Owner", problem: "wrong", expected: "me" });
    expect(of('module.queues["a"].aws_sqs_queue.q[0]')?.findings).toEqual([
      { slot: "tags", key: "cost_center", styled: "CostCenter", problem: "wrong", expected: "FIN-001", found: "fin-001" },
      { slot: "tags", key: "owner", styled: "Owner", problem: "wrong", expected: "me" },
    ]);
    expect(of("google_cloud_run_v2_job.job")?.findings.map(({ key }) => key)).toEqual(["owner", "owner"]);
    expect(stdout).not.toContain("hush-hush");
  });

  test("a map that is not known yet is unknown", async () => {
    const file = path.join(folder, "late_override.tf");
    writeFileSync(file, 'resource "azurerm_resource_group" "group" {\n  tags = { (aws_sqs_queue.sensitive.arn) = "x" }\n}\n');
    const { exitCode, of } = await auditPlan();
    rmSync(file);
    expect(exitCode).toBe(2);
    expect(of("azurerm_resource_group.group")).toMatchObject({ status: "unknown", covered: false });
  });

  test("what was applied is audited as it stands, in both forms of a state", async () => {
    await auditPlan();
    await terraform("apply", "tfplan");
    writeFileSync(path.join(folder, "state.json"), await terraform("show", "-json"));
    const [shown, stored] = [await auditFile("state.json"), await auditFile("terraform.tfstate")];
    expect(shown).toMatchObject({ exitCode: 0, audit: { kind: "state", coverage: { taggable: 9, covered: 9, untaggable: 2 } } });
    const sorted = (audits: readonly ResourceAudit[]) => audits.toSorted((a, b) => (a.address < b.address ? -1 : 1));
    expect(sorted(stored.audit.resources)).toEqual(sorted(shown.audit.resources));
    const { of } = await auditFile("terraform.tfstate", "--expect", "team=data");
    expect(of("aws_sqs_queue.sensitive")?.findings).toEqual([
      { slot: "tags", key: "team", styled: "Team", problem: "wrong", expected: "data" },
    ]);
  });

  test("a tag that is taken away again is found, and so is one that somebody changed", async () => {
    const main = path.join(folder, "main.tf");
    writeFileSync(main, configuration.replace("tags     = local.aws", 'tags     = { JobName = "orders" }'));
    isStripped = true;
    const { exitCode, of, audit } = await auditPlan();
    isStripped = false;
    writeFileSync(main, configuration);
    expect(exitCode).toBe(2);
    expect(of('module.queues["b.c"].aws_sqs_queue.q[1]')?.findings.map(({ key, problem }) => `${problem} ${key}`)).toEqual([
      "missing pipeline_type",
      "missing environment",
      "missing cost_center",
    ]);
    expect(audit.drift).toEqual([
      { address: "azurerm_resource_group.group", slot: "tags", change: "changed", key: "team", before: "data", after: "other" },
    ]);
  });

  test("a plan that only destroys leaves nothing to audit", async () => {
    const { exitCode, audit } = await auditPlan(["-destroy"]);
    expect(exitCode).toBe(0);
    expect(audit.resources).toEqual([]);
    expect(readFileSync(path.join(folder, "plan.json"), "utf8")).toContain('"delete"');
  });
});

test.skipIf(terraformBinary() === undefined)(
  "a real plan and a real state in which nothing is are whole",
  { timeout: 60_000 },
  async () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), "dativo-empty-"));
    writeFileSync(path.join(empty, "main.tf"), "");
    await runTerraform(empty, ["init"]);
    await runTerraform(empty, ["plan", "-out=p"]);
    for (const args of [["p"], []]) {
      writeFileSync(path.join(empty, "shown.json"), (await runTerraform(empty, ["show", "-json", ...args])).stdout);
      expect(await dativo(empty, "infra", "audit", "shown.json")).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("100 % (0 of 0") as string,
      });
    }
    rmSync(empty, { recursive: true });
  },
);
