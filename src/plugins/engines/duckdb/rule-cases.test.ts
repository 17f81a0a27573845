import { afterAll, beforeAll, expect, test } from "vitest";
import { columnsOf, engineTrial, layoutOf, planOf, rule, stageRequest, type EngineTrial } from "../../../../test/contract/engine-trial.ts";
import type { PlanColumn } from "../../../spec/contract-plan.ts";
import { predicateCases } from "../../../../test/contract/predicate-cases.ts";
import type { RuleCase } from "../../../../test/contract/rule-case.ts";
import { typeCases } from "../../../../test/contract/type-cases.ts";
import { engine } from "./engine.ts";

let trial: EngineTrial;
let count = 0;
beforeAll(async () => {
  trial = await engineTrial(engine);
});
afterAll(() => trial.end());

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function planFor(given: RuleCase) {
  const columns: readonly PlanColumn[] = columnsOf({ n: { kind: "long" }, c: given.type }).map((column) =>
    column.name === "c"
      ? {
          ...column,
          ...(given.format === undefined ? {} : { format: given.format }),
          ...(given.timezone === undefined ? {} : { timezone: given.timezone }),
        }
      : column,
  );
  const predicate = given.predicate;
  return planOf(
    columns,
    predicate === undefined ? {} : { rowRules: [rule("rule.c", predicate as Parameters<typeof rule>[1], { column: "c" })] },
  );
}

async function judge(given: RuleCase, kind: "csv" | "ndjson") {
  const texts = [...given.accepted.map(([text]) => text), ...given.rejected];
  const content =
    kind === "csv"
      ? `n,c\n${texts.map((text, index) => `${index},${quoted(text)}\n`).join("")}`
      : texts.map((text, index) => `${JSON.stringify({ n: index, c: text })}\n`).join("");
  const plan = planFor(given);
  const staged = await trial.session.stage(
    stageRequest(trial, trial.batch(`case-${(count += 1)}.${kind}`, content, { kind }, kind === "csv" ? ["n", "c"] : undefined), plan, {
      index: count,
      layout: layoutOf(trial.folder, plan.columns, { folder: `${trial.folder}/case-${count}` }),
    }),
  );
  return { staged, rows: [...(await trial.rows(staged.files, plan.columns))].sort((a, b) => Number(a["n"]) - Number(b["n"])) };
}

test.each(typeCases)("type: $name", async (given) => {
  const { staged, rows } = await judge(given, "csv");
  expect(rows.map((row) => row["c"])).toEqual(given.accepted.map(([, value]) => value));
  expect(staged.rejects.count).toBe(given.rejected.length);
  expect(staged.rejects.rules.map(({ rule: id }) => id)).toEqual(given.rejected.length > 0 ? ["type.c"] : []);
});

test.each(predicateCases)("predicate: $name", async (given) => {
  const { staged, rows } = await judge(given, "csv");
  expect(rows.map((row) => row["c"])).toEqual(given.accepted.map(([, value]) => value));
  expect(staged.rejects.rules.map(({ rule: id, count: broken }) => [id, broken])).toEqual([["rule.c", given.rejected.length]]);
});

test("the same texts in JSON strings are judged alike", async () => {
  for (const given of typeCases.filter(({ type }) => type.kind !== "json")) {
    const { staged, rows } = await judge(given, "ndjson");
    expect({ name: given.name, values: rows.map((row) => row["c"]), rejected: staged.rejects.count }).toEqual({
      name: given.name,
      values: given.accepted.map(([, value]) => value),
      rejected: given.rejected.length,
    });
  }
});
