import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { dativo } from "../whole/rig.ts";
import { CiRepository, fargate, jobOn, plain, type Checkout } from "./ci-project.ts";
import { startCommentServer, type CommentServer } from "./comment-server.ts";
import type { System } from "./workflow-steps.ts";

const work = ".dativo/terraform/acme/orders/prod";
/** What the systems put in the place of expressions. */
const expressionsFor = (job: string) => ({
  "github.token": "ghs-test",
  "github.event.pull_request.number": "17",
  "inputs.job": job,
  "parameters.job": job,
  "System.AccessToken": "azure-test",
});

/** What the systems set; JOB is a variable of the pipeline on GitLab. */
const variablesFor = (job: string, url: string) => ({
  JOB: job,
  CI_API_V4_URL: `${url}/api/v4`,
  CI_PROJECT_ID: "42",
  CI_MERGE_REQUEST_IID: "7",
  DATIVO_COMMENT_TOKEN: "glpat-test",
  SYSTEM_COLLECTIONURI: `${url}/org/`,
  SYSTEM_TEAMPROJECTID: "5f7c-project",
  BUILD_REPOSITORY_ID: "9a2e-repository",
  SYSTEM_PULLREQUEST_PULLREQUESTID: "17",
});

/**
 * Runs every step of every workflow of a system. Plans are of the Fargate module; `applied` says whether it is applied too, or a
 * module without resources, which takes a third of the time: what differs between the systems is the steps.
 */
export function testWorkflows(system: System, applied: "fargate" | "plain"): void {
  describe.skipIf(terraformBinary() === undefined)(`the workflows for ${system.name}, step by step`, () => {
    let providers: RunningProviders;
    let server: CommentServer;
    let repository: CiRepository;
    beforeAll(async () => {
      [providers, server] = await Promise.all([startProviders({ aws: "6.45.0" }), startCommentServer()]);
      repository = new CiRepository();
    });
    afterAll(async () => {
      repository.remove();
      server.close();
      await providers.stop();
    });
    const run = (workflow: string, job = "jobs/acme/orders.yaml"): Promise<Checkout> =>
      repository.run(system, workflow, expressionsFor(job), { ...providers.env, ...variablesFor(job, server.url) });
    const commentOf = (checkout: Checkout): string => (system.name === "github" ? commentOnGithub(checkout) : arrived(system, server));

    test("validate: every step passes", async () => {
      const checkout = await run("validate");
      expect(Object.values(checkout.codes), checkout.said).toSatisfy(allZero);
    });

    test("plan: the jobs that can be planned are, and the audit is under the pull request", async () => {
      const checkout = await run("plan");
      expect(Object.values(checkout.codes), checkout.said).toSatisfy(allZero);
      expect(checkout.has(`${work}/plan.tfplan`)).toBe(true);
      expect(checkout.read("jobs-to-plan.txt")).toBe("jobs/acme/orders.yaml\n");
      expect(checkout.read("audit.md")).toMatch(/^### ✅ Tag audit passed: 100 % \((\d+) of \1 taggable resources\)/);
      expect(commentOf(checkout)).toBe(checkout.read("audit.md"));
    });

    test("plan: with a job that is wrong it fails, and the audit of the others still arrives", async () => {
      const before = repository.read("jobs/acme/orders.yaml");
      // A module without providers: nobody waits for the schemas of a cloud.
      repository.write("jobs/acme/orders.yaml", jobOn(plain(repository.state)));
      repository.write("jobs/acme/wrong.yaml", jobOn(fargate({ module_source: "./terraform/plain", variables: { nonsense: 1 } })));
      repository.write("jobs/acme/torn.yaml", "tenant_id: [\n");
      const checkout = await run("plan");
      repository.write("jobs/acme/orders.yaml", before);
      repository.drop("jobs/acme/wrong.yaml", "jobs/acme/torn.yaml");
      expect(checkout.said).toContain("the module has no variable 'nonsense'");
      expect(checkout.said).toContain("jobs/acme/torn.yaml:");
      if (system.name === "gitlab") expect(checkout.codes).toEqual({ "dativo plan": 1 });
      else expect(checkout.codes).toMatchObject({ Install: 0, Plan: 1, Audit: 1, Comment: 0 });
      expect(commentOf(checkout)).toBe(checkout.read("audit.md"));
      expect(checkout.read("audit.md")).toContain("Tag audit passed: 100 %");
    });

    test("plan: a repository without infrastructure passes, and is told so", async () => {
      const before = repository.read("jobs/acme/orders.yaml");
      repository.drop("jobs/acme/orders.yaml");
      const checkout = await run("plan");
      repository.write("jobs/acme/orders.yaml", before);
      expect(Object.values(checkout.codes), checkout.said).toSatisfy(allZero);
      expect(commentOf(checkout)).toMatch(/^There is no plan to audit/);
    });

    test("apply, then on another machine run: outputs come from the state, and rows land", { timeout: 180_000 }, async () => {
      if (applied === "plain") repository.write("jobs/acme/orders.yaml", jobOn(plain(repository.state)));
      const apply = await run("apply");
      expect(Object.values(apply.codes), apply.said).toSatisfy(allZero);
      const cluster = (JSON.parse(apply.read(`${work}/outputs.json`)) as Outputs)["cluster_name"]!.value;
      expect(cluster).toBe("orders-etl-prod-cluster");
      expect(existsSync(repository.state)).toBe(true);

      const ran = await run("run");
      expect(Object.values(ran.codes), ran.said).toSatisfy(allZero);
      expect((JSON.parse(ran.read("outputs.json")) as { outputs: Outputs }).outputs["cluster_name"]!.value).toBe(cluster);
      expect(ran.read("jobs/rendered.yaml")).toContain(`"cluster_name": "${String(cluster)}"`);
      expect(ran.said).toContain("2 rows landed");
      const { stdout } = await dativo(ran.folder, "table", "rows", "--config", "jobs/rendered.yaml", "--json");
      expect(JSON.parse(stdout)).toEqual([{ id: "1" }, { id: "2" }]);
    });

    test("run: a job without infrastructure", async () => {
      const ran = await run("run", "jobs/acme/plain.yaml");
      expect(Object.values(ran.codes), ran.said).toSatisfy(allZero);
      expect(ran.said).toContain("2 rows landed");
    });
  });
}

type Outputs = Readonly<Record<string, { readonly value?: unknown }>>;

function allZero(codes: readonly (number | null)[]): boolean {
  return codes.length > 0 && codes.every((code) => code === 0);
}

/** The text that gh was called with. */
function commentOnGithub(checkout: Checkout): string {
  const options = ["--body-file", "comment.md", "--edit-last", "--create-if-none"];
  expect(checkout.read("gh/call").trimEnd().split("\n")).toEqual(["ghs-test", "pr", "comment", "17", ...options]);
  return checkout.read("gh/comment");
}

/** The text of the one comment that the server took since it was last asked; it must have refused none. */
function arrived({ name }: System, { comments, refused }: CommentServer): string {
  expect(refused).toEqual([]);
  const taken = comments.splice(0);
  expect(taken).toEqual([{ system: name, text: expect.any(String) as string }]);
  return taken[0]!.text;
}
