import path from "node:path";
import { describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { walkModule, type Json, type ModuleWalk } from "./lifecycle.ts";

const walk = (variables: Readonly<Record<string, Json>>, more: Partial<ModuleWalk> = {}) =>
  walkModule({
    moduleFolder: path.join(import.meta.dirname, "testdata/queue"),
    versions: { aws: "6.45.0" },
    variables: { name: "jobs", tags: { Team: "data" }, ...variables },
    taggedAs: "tags",
    ...more,
  });

describe.skipIf(terraformBinary() === undefined)("walking a module", () => {
  test("gives its plan, state, outputs, and what another tag changes", async () => {
    const walked = await walk(
      {},
      { changedTag: ["Team", "sales"], providerConfig: { aws: { default_tags: [{ tags: { Owner: "platform" } }] } } },
    );
    expect(walked.plan.resource_changes?.map(({ address, change }) => [address, change.actions])).toEqual([
      ["module.walked.aws_sqs_queue.this", ["create"]],
      ["module.walked.aws_ssm_parameter.this", ["create"]],
    ]);
    expect(walked.resources.map(({ type, values }) => [type, values["tags_all"]])).toEqual([
      ["aws_sqs_queue", { Owner: "platform", Team: "data" }],
      ["aws_ssm_parameter", { Owner: "platform" }],
    ]);
    expect(walked.outputs).toEqual({
      queue: { arn: "arn:aws:sqs:eu-central-1:123456789012:jobs", name: "jobs" },
      secret: "https://sqs.eu-central-1.amazonaws.com/123456789012/jobs",
    });
    expect(walked.retagged.map(({ address, change }) => [address, change.after?.["tags"]])).toEqual([
      ["module.walked.aws_sqs_queue.this", { Team: "sales" }],
    ]);
  });

  test.for<[what: string, variables: Readonly<Record<string, Json>>, says: string]>([
    ["a module that replaces for a tag", { name_follows_tag: true }, "module.walked.aws_sqs_queue.this: delete and create"],
    ["a module that forgets its tags", { forgets_tags: true }, "ended with 0, not 2"],
    ["a plan that never settles", { dates_tags: true }, "plan -detailed-exitcode ended with 2, not 0"],
    ["a tag that is illegal", { tags: { "aws:team": "data" } }, "begins with a reserved prefix"],
    ["an argument that the module does not have", { nmae: "x" }, 'No argument or block type is named "nmae"'],
    ["a variable that holds no tags", { tags: {} }, "the variable tags holds no tag"],
  ])("refuses %s", async ([, variables, says]) => {
    await expect(walk(variables)).rejects.toThrow(says);
  });
});
