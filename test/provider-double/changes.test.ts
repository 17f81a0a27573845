import { afterEach, describe, expect, test } from "vitest";
import { withTag } from "./drift.ts";
import { makeProject, runningIn, unwrapped, type Project } from "./project.ts";
import type { Injections } from "./provider.ts";
import { terraformBinary } from "./run-terraform.ts";
import { allVersions } from "./schema.ts";
import { startProviders, type RunningProviders } from "./start-providers.ts";

interface Change {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: Readonly<Record<string, unknown>>;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

async function open(main: string, injections: Injections = {}): Promise<{ project: Project; providers: RunningProviders }> {
  const providers = await startProviders(allVersions(), injections);
  const project = makeProject(providers.env, main);
  cleanUp.push(project.remove, providers.stop);
  await project.succeed("init");
  return { project, providers };
}

async function planned(project: Project, ...args: readonly string[]): Promise<Readonly<Record<string, Change["change"]>>> {
  await project.succeed("plan", "-out=tfplan", ...args);
  const plan = JSON.parse(await project.succeed("show", "-json", "tfplan")) as { readonly resource_changes?: readonly Change[] };
  return Object.fromEntries((plan.resource_changes ?? []).map(({ address, change }) => [address, change]));
}

async function outputs(project: Project): Promise<Readonly<Record<string, unknown>>> {
  const printed = JSON.parse(await project.succeed("output", "-json")) as Readonly<Record<string, { readonly value: unknown }>>;
  return Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
}

const everyCloud = `
variable "team" {
  default = "data"
}
variable "name" {
  default = "first"
}
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Owner = "platform", Team = "nobody" }
  }
}
provider "google" {
  project        = "demo"
  default_labels = { owner = "platform" }
}
provider "azurerm" {
  features {}
}
resource "aws_ecs_cluster" "c" {
  name = var.name
  tags = { Team = var.team }
}
resource "aws_secretsmanager_secret_version" "v" {
  secret_id                = "s"
  secret_string_wo         = "never stored"
  secret_string_wo_version = 1
}
resource "google_storage_bucket" "b" {
  name     = "\${var.name}-bucket"
  location = "EU"
  labels   = { team = var.team }
}
resource "google_container_cluster" "k" {
  name            = "\${var.name}-k"
  resource_labels = { team = var.team }
}
resource "azurerm_resource_group" "g" {
  name     = var.name
  location = "westeurope"
  tags     = { team = var.team }
}
resource "kubernetes_namespace_v1" "n" {
  metadata {
    name   = var.name
    labels = { team = var.team }
  }
}
resource "kubernetes_manifest" "m" {
  manifest = {
    apiVersion = "v1"
    kind       = "ConfigMap"
    metadata   = { name = var.name, namespace = kubernetes_namespace_v1.n.id, labels = { team = var.team } }
  }
}
output "cluster" {
  value = aws_ecs_cluster.c
}
output "bucket_labels" {
  value = google_storage_bucket.b.effective_labels
}`;

describe.skipIf(terraformBinary() === undefined)("through a whole life", () => {
  test("plans what is not known yet, applies, finds nothing to do, changes tags in place, replaces where a name changes, destroys", async () => {
    const { project, providers } = await open(everyCloud);
    const first = await planned(project);
    expect(first["aws_ecs_cluster.c"]?.after_unknown).toMatchObject({ arn: true, id: true });
    expect(first["aws_ecs_cluster.c"]?.after).toMatchObject({ region: "eu-west-1", tags_all: { Owner: "platform", Team: "data" } });
    expect(first["google_container_cluster.k"]?.after).toMatchObject({
      project: "demo",
      effective_labels: { "goog-terraform-provisioned": "true", owner: "platform", team: "data" },
    });
    expect(first["kubernetes_namespace_v1.n"]?.after_unknown).toMatchObject({ metadata: [{ uid: true, resource_version: true }] });

    await project.succeed("apply", "tfplan");
    expect(await outputs(project)).toMatchObject({
      cluster: { arn: "arn:aws:ecs:eu-west-1:123456789012:cluster/first", tags: { Team: "data" } },
      bucket_labels: { "goog-terraform-provisioned": "true", owner: "platform", team: "data" },
    });
    expect(await project.succeed("show", "-json")).not.toContain("never stored");
    expect((await project.run("plan", "-detailed-exitcode")).code).toBe(0);

    const retagged = await planned(project, "-var", "team=sales");
    const updated = Object.entries(retagged).flatMap(([address, { actions }]) => (actions[0] === "no-op" ? [] : [[address, ...actions]]));
    expect(updated).toEqual([
      ["aws_ecs_cluster.c", "update"],
      ["azurerm_resource_group.g", "update"],
      ["google_container_cluster.k", "update"],
      ["google_storage_bucket.b", "update"],
      ["kubernetes_manifest.m", "update"],
      ["kubernetes_namespace_v1.n", "update"],
    ]);
    await project.succeed("apply", "tfplan");
    expect((await project.run("plan", "-detailed-exitcode", "-var", "team=sales")).code).toBe(0);

    const renamed = await planned(project, "-var", "team=sales", "-var", "name=second");
    expect(renamed["aws_ecs_cluster.c"]).toMatchObject({ actions: ["delete", "create"], replace_paths: [["name"]] });
    expect(renamed["google_storage_bucket.b"]?.actions).toEqual(["delete", "create"]);
    expect(renamed["azurerm_resource_group.g"]?.actions).toEqual(["delete", "create"]);
    expect(renamed["kubernetes_namespace_v1.n"]).toMatchObject({ actions: ["delete", "create"], replace_paths: [["metadata", 0, "name"]] });
    expect(renamed["aws_secretsmanager_secret_version.v"]?.actions).toEqual(["no-op"]);

    await project.succeed("destroy", "-auto-approve");
    expect(await project.succeed("state", "list")).toBe("");
    expect(
      providers
        .calls()
        .filter(({ action }) => action === "delete")
        .map(({ name }) => name),
    ).toContain("first-bucket");
  });

  test("a task definition is replaced by whatever but its tags", async () => {
    const main = (image: string, team: string) => `
resource "aws_ecs_task_definition" "t" {
  family                = "job"
  container_definitions = jsonencode([{ name = "job", image = "${image}" }])
  tags                  = { team = "${team}" }
}`;
    const { project } = await open(main("a", "x"));
    await project.succeed("apply", "-auto-approve");
    project.write(main("a", "y"));
    expect((await planned(project))["aws_ecs_task_definition.t"]?.actions).toEqual(["update"]);
    project.write(main("b", "x"));
    expect((await planned(project))["aws_ecs_task_definition.t"]).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: [["container_definitions"]],
    });
  });
});

describe.skipIf(terraformBinary() === undefined)("merged tags", () => {
  test("are unknown as a whole when one tag is, or when one is to be empty; known once applied", async () => {
    const { project } = await open(`
provider "aws" {
  default_tags {
    tags = { Owner = "platform" }
  }
}
resource "aws_ecs_cluster" "c" {
  name = "c"
}
resource "aws_sqs_queue" "unknown" {
  tags = { Team = "data", Cluster = aws_ecs_cluster.c.arn }
}
resource "aws_sqs_queue" "empty" {
  tags = { Team = "" }
}
output "tags" {
  value = [aws_sqs_queue.unknown.tags_all, aws_sqs_queue.empty.tags_all]
}`);
    const plan = await planned(project);
    expect(plan["aws_sqs_queue.unknown"]?.after_unknown).toMatchObject({ tags: { Cluster: true }, tags_all: true });
    expect(plan["aws_sqs_queue.empty"]?.after_unknown).toMatchObject({ tags_all: true });
    await project.succeed("apply", "tfplan");
    const arn = "arn:aws:ecs:us-east-1:123456789012:cluster/c";
    expect((await outputs(project))["tags"]).toEqual([
      { Cluster: arn, Owner: "platform", Team: "data" },
      { Owner: "platform", Team: "" },
    ]);
    expect((await project.run("plan", "-detailed-exitcode")).code).toBe(0);
  });

  test("follow each alias's own defaults, and what it ignores", async () => {
    const alias = (name: string, more = "") => `
provider "aws" {
  alias = "${name}"
  default_tags {
    tags = { Owner = "${name}", Scratch = "x" }
  }
  ${more}
}
resource "aws_ecs_cluster" "${name}" {
  provider = aws.${name}
  name     = "${name}"
}
output "${name}" {
  value = aws_ecs_cluster.${name}.tags_all
}`;
    const { project } = await open(`${alias("a")}${alias("b", `ignore_tags {\n    keys = ["Scratch"]\n  }`)}`);
    await project.succeed("apply", "-auto-approve");
    expect(await outputs(project)).toEqual({ a: { Owner: "a", Scratch: "x" }, b: { Owner: "b" } });
  });

  test("of Google's: the attribution stays where it is, and can be turned off", async () => {
    const main = (attribution: boolean, name: string) => `
provider "google" {
  project                         = "demo"
  add_terraform_attribution_label = ${attribution}
}
resource "google_storage_bucket" "b" {
  name     = "${name}"
  location = "EU"
}`;
    const { project } = await open(main(false, "none"));
    expect((await planned(project))["google_storage_bucket.b"]?.after).toMatchObject({ effective_labels: {}, terraform_labels: {} });
    await project.succeed("apply", "tfplan");
    project.write(main(true, "none"));
    expect((await planned(project))["google_storage_bucket.b"]?.actions).toEqual(["no-op"]);
    project.write(main(true, "another"));
    expect((await planned(project))["google_storage_bucket.b"]?.after).toMatchObject({
      effective_labels: { "goog-terraform-provisioned": "true" },
    });
  });
});

describe.skipIf(terraformBinary() === undefined)("a newer provider", () => {
  test("takes over what an older one has made, and finds nothing to change", async () => {
    const old = await startProviders(allVersions("oldest"));
    const project = makeProject(old.env, everyCloud);
    cleanUp.push(project.remove, old.stop);
    await project.succeed("init");
    await project.succeed("apply", "-auto-approve");
    const newer = await startProviders(allVersions("newest"));
    cleanUp.push(newer.stop);
    const upgraded = { ...project, ...runningIn(project.folder, newer.env) };
    const changes = Object.entries(await planned(upgraded)).map(([address, { actions }]) => [address, ...actions]);
    expect(changes).toHaveLength(7);
    expect(changes.filter(([, action]) => action !== "no-op")).toEqual([]);
  });
});

const twoClusters = `
resource "aws_ecs_cluster" "good" {
  name = "good"
  tags = { Team = "data" }
}
resource "aws_ecs_cluster" "bad" {
  name = "bad"
}`;

describe.skipIf(terraformBinary() === undefined)("what a test makes happen", () => {
  test("a failed apply leaves what went well in the state", async () => {
    const denied = (type: string, name?: string) => (name === "bad" ? `AccessDenied: ${type}` : undefined);
    const { project } = await open(twoClusters, { failApply: denied });
    const done = await project.run("apply", "-auto-approve");
    expect(done.code).toBe(1);
    expect(unwrapped(done)).toContain("AccessDenied: aws_ecs_cluster");
    expect(await project.succeed("state", "list")).toBe("aws_ecs_cluster.good\n");
    const next = await planned(project);
    expect(next["aws_ecs_cluster.good"]?.actions).toEqual(["no-op"]);
    expect(next["aws_ecs_cluster.bad"]?.actions).toEqual(["create"]);
  });

  test("a tag that was changed by hand is put right, and what is gone is made again", async () => {
    let happened = false;
    const { project } = await open(twoClusters, {
      onRead: (_, state) => {
        if (!happened) return state;
        return state["name"] === "bad" ? null : withTag(withTag(state, "Team", undefined), "Extra", "1");
      },
    });
    await project.succeed("apply", "-auto-approve");
    happened = true;
    const drift = await project.run("plan", "-refresh-only", "-detailed-exitcode");
    expect(drift.code).toBe(2);
    expect(unwrapped(drift)).toContain("Objects have changed outside of Terraform");
    const next = await planned(project);
    expect(next["aws_ecs_cluster.good"]).toMatchObject({ actions: ["update"], after: { tags_all: { Team: "data" } } });
    expect(next["aws_ecs_cluster.bad"]?.actions).toEqual(["create"]);
  });

  test("four applies at once do not disturb each other", async () => {
    const providers = await startProviders({ aws: "6.45.0" });
    cleanUp.push(providers.stop);
    const owners = ["a", "b", "c", "d"];
    const found = await Promise.all(
      owners.map(async (owner) => {
        const project = makeProject(
          providers.env,
          `provider "aws" {\n  default_tags {\n    tags = { Owner = "${owner}" }\n  }\n}\nresource "aws_ecs_cluster" "c" {\n  name = "c"\n}\noutput "owner" {\n  value = aws_ecs_cluster.c.tags_all.Owner\n}`,
        );
        cleanUp.push(project.remove);
        await project.succeed("init");
        await project.succeed("apply", "-auto-approve");
        return (await outputs(project))["owner"];
      }),
    );
    expect(found).toEqual(owners);
  });
});
