import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeProject, unwrapped, type Project } from "./project.ts";
import { terraformBinary } from "./run-terraform.ts";
import { allVersions } from "./schema.ts";
import { startProviders, type RunningProviders } from "./start-providers.ts";

let providers: RunningProviders;
beforeAll(async () => {
  providers = await startProviders(allVersions());
});
afterAll(() => providers.stop());

async function told(main: string, ...command: readonly string[]): Promise<string> {
  const project = makeProject(providers.env, main);
  try {
    await project.succeed("init");
    const done = await project.run(...command);
    expect(done.code).toBe(1);
    return unwrapped(done);
  } finally {
    project.remove();
  }
}

const azurerm = `provider "azurerm" {\n  features {}\n}\n`;
const taskDefinition = (body: string, containers = `jsonencode([{ name = "job", image = "busybox" }])`) => `
resource "aws_ecs_task_definition" "x" {
  family                = "job"
  container_definitions = ${containers}
  ${body}
}`;
const fargate = (cpu: number, memory: number, network = "awsvpc") =>
  taskDefinition(`requires_compatibilities = ["FARGATE"]\n  network_mode = "${network}"\n  cpu = ${cpu}\n  memory = ${memory}`);
const cluster = (tags: string) => `resource "aws_ecs_cluster" "x" {\n  name = "c"\n  tags = ${tags}\n}`;
const bucket = (labels: string) => `resource "google_storage_bucket" "x" {\n  name = "bucket"\n  location = "EU"\n  labels = ${labels}\n}`;
const group = (tags: string) =>
  `${azurerm}resource "azurerm_resource_group" "x" {\n  name = "rg"\n  location = "westeurope"\n  tags = ${tags}\n}`;
const namespace = (labels: string) =>
  `resource "kubernetes_namespace_v1" "x" {\n  metadata {\n    name = "ns"\n    labels = ${labels}\n  }\n}`;
const containerAppJob = (trigger: string, memory: string) => `${azurerm}
resource "azurerm_container_app_job" "x" {
  name                         = "job"
  location                     = "westeurope"
  resource_group_name          = "rg"
  container_app_environment_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/e"
  replica_timeout_in_seconds   = 60
  ${trigger}
  template {
    container {
      name   = "job"
      image  = "busybox"
      cpu    = 0.5
      memory = "${memory}"
    }
  }
}`;

const refused: readonly (readonly [what: string, main: string, message: string])[] = [
  [
    "an unknown argument",
    `resource "aws_ecs_cluster" "x" {\n  name = "c"\n  nmae = "d"\n}`,
    'An argument named "nmae" is not expected here',
  ],
  ["a wrong type", `resource "aws_ecs_cluster" "x" {\n  name = ["c"]\n}`, 'Inappropriate value for attribute "name": string required'],
  ["a missing argument", `resource "aws_ecs_cluster" "x" {}`, 'The argument "name" is required, but no definition was found'],
  ["an unknown type", `resource "aws_ecs_clutser" "x" {}`, 'does not support resource type "aws_ecs_clutser"'],
  [
    "too many blocks",
    `resource "aws_ecs_cluster" "x" {
  name = "c"
  configuration {}
  configuration {}
}`,
    "No more than 1",
  ],
  [
    "an argument of a newer version only",
    fargate(256, 512).replace("family", "inference_accelerator {}\n  family"),
    "Unsupported block type",
  ],
  ["a reserved AWS tag", cluster(`{ "aws:x" = "y" }`), 'the key "aws:x" begins with a reserved prefix'],
  ["a comma in an AWS tag", cluster(`{ Domains = "sales,analytics" }`), 'the value "sales,analytics" of "Domains" is not legal'],
  ["a long AWS key", cluster(`{ "${"k".repeat(129)}" = "" }`), "is not legal"],
  ["51 AWS tags", cluster(`{ for n in range(51) : "k\${n}" => "v" }`), "51 tags; aws_ecs_cluster takes 50"],
  ["a capital in a Google label", bucket(`{ Team = "data" }`), 'the key "Team" is not legal'],
  ["an address in a Google label", bucket(`{ owner = "a@example.com" }`), 'the value "a@example.com" of "owner" is not legal'],
  ["65 Google labels", bucket(`{ for n in range(65) : "k\${n}" => "v" }`), "65 tags; google_storage_bucket takes 64"],
  ["Azure names that are one", group(`{ Team = "a", team = "b" }`), '"Team" and "team" differ in case alone'],
  ["a slash in an Azure name", group(`{ "prometheus.io/scrape" = "true" }`), 'the key "prometheus.io/scrape" is not legal'],
  ["a reserved Azure prefix", group(`{ "Microsoft-x" = "true" }`), 'the key "Microsoft-x" begins with a reserved prefix'],
  ["an illegal Kubernetes label", namespace(`{ team = "-data" }`), 'the value "-data" of "team" is not legal'],
  ["a Fargate size that is not sold", fargate(256, 4096), "Fargate has no memory 4096 for cpu 256: expected one of 512, 1024, 2048"],
  ["a Fargate task on a bridge", fargate(256, 512, "bridge"), "Fargate requires the network mode awsvpc"],
  ["container definitions that are no JSON", taskDefinition("", `"[{"`), "container_definitions is not a JSON list"],
  [
    "a number in the environment",
    taskDefinition("", `jsonencode([{ name = "j", image = "i", environment = [{ name = "N", value = 1 }] }])`),
    "not a pair of texts",
  ],
  [
    "a retention that is not offered",
    `resource "aws_cloudwatch_log_group" "x" {\n  retention_in_days = 31\n}`,
    "expected one of 0, 1, 3, 5, 7",
  ],
  [
    "a name beside its prefix",
    `resource "aws_sqs_queue" "x" {\n  name = "a"\n  name_prefix = "b"\n}`,
    "name and name_prefix exclude each other",
  ],
  ["a role's policy that is no JSON", `resource "aws_iam_role" "x" {\n  assume_role_policy = "{"\n}`, "contains invalid JSON"],
  ["what is no ARN", `resource "aws_iam_role_policy_attachment" "x" {\n  role = "r"\n  policy_arn = "ReadOnly"\n}`, "an ARN is expected"],
  ["a short account", `resource "google_service_account" "x" {\n  account_id = "sa"\n}`, "6 to 30 lowercase letters"],
  [
    "a job without a trigger",
    containerAppJob("", "1Gi"),
    "exactly one of manual_trigger_config, schedule_trigger_config, event_trigger_config must be given, 0 are",
  ],
  ["memory that does not go with cpu", containerAppJob("manual_trigger_config {}", "2Gi"), "cpu 0.5 goes with memory 1Gi, got 2Gi"],
];

describe.skipIf(terraformBinary() === undefined)("the double refuses", () => {
  test.for(refused)("%s", async ([, main, message]) => {
    expect(await told(main, "validate")).toContain(message);
  });

  test("tags that become illegal only with the provider's own", async () => {
    const defaults = `provider "aws" {\n  default_tags {\n    tags = { for n in range(40) : "d\${n}" => "v" }\n  }\n}\n`;
    const message = await told(defaults + cluster(`{ for n in range(11) : "k\${n}" => "v" }`), "plan");
    expect(message).toContain("aws_ecs_cluster, tags_all: 51 tags; aws_ecs_cluster takes 50");
    const labels = `provider "google" {\n  default_labels = { Team = "data" }\n}\n`;
    expect(await told(labels + bucket("{}"), "plan")).toContain('effective_labels: the key "Team" is not legal');
  });

  test("azurerm without features", async () => {
    expect(await told(group("{}").replace("features {}", ""), "plan")).toContain("Missing block features");
  });

  test("a policy document, and says what to write instead", async () => {
    expect(await told(`data "aws_iam_policy_document" "x" {}`, "plan")).toContain("write the policy with jsonencode()");
  });

  test("a sensitive value in a plain output, in a version whose schema was derived too", async () => {
    const oldAndNew = await startProviders({ aws: "6.45.0" });
    const project: Project = makeProject(
      oldAndNew.env,
      `resource "aws_secretsmanager_secret_version" "x" {\n  secret_id = "s"\n  secret_string = "t"\n}\noutput "x" {\n  value = aws_secretsmanager_secret_version.x.secret_string\n}`,
    );
    try {
      await project.succeed("init");
      expect(unwrapped(await project.run("plan"))).toContain("Output refers to sensitive values");
    } finally {
      project.remove();
      await oldAndNew.stop();
    }
  });
});

test("a version that is not held is refused with those that are", async () => {
  await expect(startProviders({ aws: "1.2.3" })).rejects.toThrow("no schema of aws 1.2.3; held are 5.100.0, 6.45.0");
});
