import type { ContractPlan } from "../spec/contract-plan.ts";
import type { RejectExample, RuleCount, SetVerdict, StagedBatch } from "../spec/outcome.ts";
import { DativoError } from "../kit/error.ts";

/** A load that its contract refuses in strict mode; carries what a person needs to mend it. */
export class ContractViolation extends DativoError {
  readonly rules: readonly RuleCount[];
  readonly verdicts: readonly SetVerdict[];
  readonly examples: readonly RejectExample[];
  readonly rows: { readonly read: number; readonly bad: number };

  constructor(
    plan: ContractPlan,
    rules: readonly RuleCount[],
    verdicts: readonly SetVerdict[],
    examples: readonly RejectExample[],
    rows: { read: number; bad: number },
  ) {
    super("refused", violationMessage(plan, rules, verdicts, examples, rows), {
      hint: "mend the source or the contract, or set schema_validation_mode: warn to land the good rows and quarantine the others",
      context: { contract: plan.contract.name, version: plan.contract.version, read: rows.read, bad: rows.bad },
    });
    this.name = "ContractViolation";
    this.rules = rules;
    this.verdicts = verdicts;
    this.examples = examples;
    this.rows = rows;
  }
}

/** What the contract says of a load that may land. */
export interface Judged {
  readonly rows: { readonly read: number; readonly landed: number; readonly quarantined: number; readonly skipped: number };
  readonly broken: readonly RuleCount[];
  readonly warnings: readonly RuleCount[];
  readonly verdicts: readonly SetVerdict[];
  readonly examples: readonly RejectExample[];
}

/**
 * Adds up the batches and decides. Throws ContractViolation when `strict` and anything of severity error is broken, and a
 * `bug` when the numbers do not add up: read = landed + rejected, for every batch.
 */
export function judge(
  plan: ContractPlan,
  policy: "strict" | "warn",
  settled: { readonly batches: readonly StagedBatch[]; readonly verdicts: readonly SetVerdict[] },
): Judged {
  const sum = (of: (batch: StagedBatch) => number): number => settled.batches.reduce((total, batch) => total + of(batch), 0);
  const rows = {
    read: sum((batch) => batch.read),
    landed: sum((batch) => batch.landed),
    quarantined: sum((batch) => batch.rejects.count),
    skipped: sum((batch) => batch.skipped),
  };
  const broken = addUp(settled.batches.flatMap((batch) => batch.rejects.rules));
  const examples = settled.batches.flatMap((batch) => batch.rejects.examples).slice(0, 20);
  const failed = settled.verdicts.filter((verdict) => !verdict.passed && verdict.severity === "error");
  if (policy === "strict" && (rows.quarantined > 0 || failed.length > 0)) {
    throw new ContractViolation(plan, broken, failed, examples, { read: rows.read, bad: rows.quarantined });
  }
  const inFiles = sum((batch) => batch.files.reduce((total, file) => total + file.rows, 0));
  if (rows.read !== rows.landed + rows.quarantined || inFiles !== rows.landed) {
    throw new DativoError(
      "bug",
      `rows do not add up: read ${rows.read}, landed ${rows.landed}, rejected ${rows.quarantined}, in files ${inFiles}; nothing was committed`,
    );
  }
  return { rows, broken, warnings: addUp(settled.batches.flatMap((batch) => batch.warnings)), verdicts: settled.verdicts, examples };
}

/** One count per rule, the most frequent first. */
function addUp(counts: readonly RuleCount[]): RuleCount[] {
  const byRule = new Map<string, RuleCount>();
  for (const count of counts) {
    const before = byRule.get(count.rule);
    byRule.set(count.rule, before ? { ...before, count: before.count + count.count } : count);
  }
  return [...byRule.values()].sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}

function violationMessage(
  plan: ContractPlan,
  rules: readonly RuleCount[],
  verdicts: readonly SetVerdict[],
  examples: readonly RejectExample[],
  rows: { read: number; bad: number },
): string {
  const head = rows.bad > 0 ? `${rows.bad} of ${rows.read} rows break` : "the load breaks";
  const lines = [
    `${head} contract ${plan.contract.name} ${plan.contract.version}; nothing landed`,
    ...rules.map((rule) => `  ${rule.rule}: ${rule.count} ${rule.count === 1 ? "row" : "rows"}: ${rule.message}`),
    ...verdicts.map(
      (verdict) => `  ${verdict.rule}: ${verdict.message}${verdict.measured === undefined ? "" : ` (found ${verdict.measured})`}`,
    ),
    ...examples.map((example) => `  ${renderExample(example)}`),
  ];
  return lines.join("\n");
}

/** `orders.csv:17 amount: not a decimal(12,2): 'x1.2'`. */
export function renderExample(example: RejectExample): string {
  const place = example.line === undefined ? example.sourceFile : `${example.sourceFile}:${example.line}`;
  const value = example.value === undefined ? "" : `: ${JSON.stringify(example.value)}`;
  const { column, reason } = example;
  if (column === undefined) return `${place} ${reason}${value}`;
  return `${place} ${column}: ${reason.startsWith(`${column} `) ? reason.slice(column.length + 1) : reason}${value}`;
}
