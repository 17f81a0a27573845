import { expect, test } from "vitest";
import { change, five, plan, type ResourceParts } from "../../../test/audit/plan-json.ts";
import { readPlanOrState } from "./read-plan-or-state.ts";
import { findTagDrift } from "./tag-drift.ts";

function drift(type: string, parts: ResourceParts, secrets: readonly string[] = []): ReturnType<typeof findTagDrift> {
  const { drifted } = readPlanOrState(plan([], { resource_drift: [change(type, { actions: ["update"], ...parts })] }))!;
  return findTagDrift(drifted, secrets);
}
const merged = (tags: object): object => ({ tags, tags_all: tags });
const { Team: _, ...withoutTeam } = five;

test("tags are told one by one, in their own spelling", () => {
  const after = { ...withoutTeam, CostCenter: "FIN-666", Console: "yes" };
  expect(drift("aws_sqs_queue", { before: merged(five), after: merged(after) })).toEqual([
    { address: "aws_sqs_queue.this", slot: "tags", change: "removed", key: "Team", before: "data" },
    { address: "aws_sqs_queue.this", slot: "tags", change: "changed", key: "CostCenter", before: "FIN-001", after: "FIN-666" },
    { address: "aws_sqs_queue.this", slot: "tags", change: "added", key: "Console", after: "yes" },
  ]);
});

test("what is sensitive on either side is not shown", () => {
  const found = drift("aws_sqs_queue", {
    before: merged(five),
    after: merged({ ...five, Team: "hush" }),
    beforeSensitive: { tags: { Team: true }, tags_all: { Team: true } },
  });
  expect(found).toEqual([{ address: "aws_sqs_queue.this", slot: "tags", change: "changed", key: "Team" }]);
});

test("nor is what holds a secret that lost its mark", () => {
  const found = drift(
    "aws_sqs_queue",
    { before: { tags: {}, tags_all: five }, after: { tags: {}, tags_all: { ...five, Team: "by hush" } } },
    ["hush"],
  );
  expect(found).toEqual([{ address: "aws_sqs_queue.this", slot: "tags", change: "changed", key: "Team" }]);
});

test("places inside of blocks are told apart", () => {
  const job = (labels: object): object => ({ labels: {}, effective_labels: {}, template: [{ labels }] });
  expect(drift("google_cloud_run_v2_job", { before: job({ team: "a" }), after: job({}) })).toEqual([
    { address: "google_cloud_run_v2_job.this", slot: "template.labels", change: "removed", key: "team", before: "a" },
  ]);
});

test("a resource that is gone is told once; other changes are not tags", () => {
  expect(drift("aws_sqs_queue", { before: merged(five), after: null, actions: ["delete"] })).toEqual([
    { address: "aws_sqs_queue.this", change: "gone" },
  ]);
  expect(drift("aws_sqs_queue", { before: { ...merged(five), name: "a" }, after: { ...merged(five), name: "b" } })).toEqual([]);
});
