import type { SettleRequest, Settled } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { DataFile, ScanColumn } from "../../../spec/data-file.ts";
import type { SetVerdict, StagedBatch } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import { runQualityQueries, type SqlRule } from "./quality-query.ts";
import { rejectRepeats } from "./repeats.ts";
import { filesSql } from "./scan-sql.ts";
import { measureMetrics, type MetricRule } from "./set-rules.ts";

/** Judges a whole load: first rows that repeat a key, which leave the load as rejects, then what is measured of the rest. */
export async function settle(duck: Duck, request: SettleRequest, world: World): Promise<Settled> {
  const { plan } = request;
  const batches = await rejectRepeats(
    duck,
    request,
    plan.setRules.filter((rule) => rule.kind === "unique"),
    world,
  );
  const files = batches.flatMap((batch) => batch.files);
  const hopeless = request.policy === "strict" && batches.some((batch) => batch.rejects.count > 0);
  return { batches, verdicts: hopeless ? [] : await measure(duck, plan, files) };
}

async function measure(
  duck: Duck,
  { setRules: rules, columns: planned }: ContractPlan,
  files: readonly DataFile[],
): Promise<readonly SetVerdict[]> {
  const metrics = rules.filter((rule): rule is MetricRule => rule.kind === "metric");
  const queries = rules.filter((rule): rule is SqlRule => rule.kind === "sql");
  const columns: readonly ScanColumn[] = planned.map(({ name, type }) => ({ name, type }));
  const measured = [
    ...(await measureMetrics(duck, metrics, filesSql(files, columns), columns)),
    ...(await runQualityQueries(queries, files, planned, duck.options)),
  ];
  return rules.flatMap((rule) => measured.filter((verdict) => verdict.rule === rule.id));
}

/** Re-exported for its shape. */
export type { StagedBatch };
