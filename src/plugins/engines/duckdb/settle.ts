import type { SettleRequest, Settled } from "../../../kit/engine.ts";
import { DativoError } from "../../../kit/error.ts";
import type { World } from "../../../kit/world.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { DataFile, ScanColumn } from "../../../spec/data-file.ts";
import type { SetVerdict, StagedBatch } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import { runQualityQueries, type SqlRule } from "./quality-query.ts";
import { keepNewest } from "./newest-rows.ts";
import { findRepeats, rejectRepeats } from "./repeats.ts";
import { filesSql } from "./scan-sql.ts";
import { measureMetrics, type MetricRule } from "./set-rules.ts";

/** Judges a whole load: rows that repeat a key leave it first, as older versions or as rejects; then the rest is measured. */
export async function settle(duck: Duck, request: SettleRequest, world: World): Promise<Settled> {
  const { plan } = request;
  const batches = await settleKeys(duck, request, world);
  const files = batches.flatMap((batch) => batch.files);
  const hopeless = request.policy === "strict" && batches.some((batch) => batch.rejects.count > 0);
  return { batches, verdicts: hopeless ? [] : await measure(duck, plan, files) };
}

async function settleKeys(duck: Duck, request: SettleRequest, world: World): Promise<readonly StagedBatch[]> {
  const unique = request.plan.setRules.filter((rule) => rule.kind === "unique");
  if (request.newestBy === undefined) return rejectRepeats(duck, request, unique, world);
  const newest = await keepNewest(duck, request, world);
  const others = unique.filter((rule) => rule.columns.join() !== request.plan.primaryKey.join());
  const thinned = newest.some((batch, index) => batch !== request.batches[index]!.staged);
  const rest = { ...request, batches: request.batches.map((one, index) => ({ ...one, staged: newest[index]! })) };
  if (!thinned) return rejectRepeats(duck, rest, others, world);
  // Rejects are found by reading the source again, where older versions still stand: they could not be told from new rows.
  const [broken] = await findRepeats(duck, rest, others);
  if (!broken) return newest;
  throw new DativoError(
    "refused",
    `rows break ${broken.rule.id} (${broken.rule.message}) in a load that also holds several versions of one row`,
    {
      hint: "mend the source, or load its files one after the other",
    },
  );
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
