import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { RejectedRow, RejectExample, RuleCount } from "../../../spec/outcome.ts";
import type { Check } from "./judge-sql.ts";
import type { UnreadableRecord } from "./unreadable-records.ts";

const mostExamples = 20;
const longestValue = 200;

/** Counts rejected rows as they pass by. */
export interface Tally {
  readonly add: (row: RejectedRow) => void;
  /** A rule that was counted elsewhere, in the words of this tally. */
  count(rule: string, count: number): RuleCount;
  result(): { readonly count: number; readonly rules: readonly RuleCount[]; readonly examples: readonly RejectExample[] };
}

/** Counts broken rules, in the order in which they were first met, and keeps the first examples, without values of classified columns. */
export function newTally(plan: ContractPlan, checks: readonly Check[], records: readonly UnreadableRecord[]): Tally {
  const messages = new Map<string, Pick<Check, "message" | "column">>(
    [...checks, ...records.map((record) => ({ rule: record.row.rules[0]!, message: record.row.reason }))].map((check) => [
      check.rule,
      check,
    ]),
  );
  const counts = new Map<string, RuleCount>();
  const examples: RejectExample[] = [];
  let count = 0;
  return {
    add: (row) => {
      count += 1;
      for (const rule of row.rules) counts.set(rule, counted(counts.get(rule), rule, messages.get(rule)));
      if (examples.length < mostExamples) examples.push(exampleOf(row, plan, messages.get(row.rules[0]!)));
    },
    count: (rule, known) => ({ ...counted(undefined, rule, messages.get(rule)), count: known }),
    result: () => ({ count, rules: [...counts.values()], examples }),
  };
}

function counted(known: RuleCount | undefined, rule: string, check: Pick<Check, "message" | "column"> | undefined): RuleCount {
  if (known) return { ...known, count: known.count + 1 };
  return {
    rule,
    ...(check?.column === undefined ? {} : { column: check.column }),
    message: check?.message ?? rule,
    severity: "error",
    count: 1,
  };
}

function exampleOf(row: RejectedRow, plan: ContractPlan, check: Pick<Check, "message" | "column"> | undefined): RejectExample {
  const column = check?.column === undefined ? undefined : plan.columns.find((candidate) => candidate.name === check.column);
  const value = column && !column.sensitive ? valueOf(row.raw, column.sourceName) : undefined;
  return {
    rule: row.rules[0]!,
    ...(column ? { column: column.name } : {}),
    // Of a record that made no row the message names the record itself.
    reason: check && !row.rules[0]!.startsWith("record.") ? `${check.column ?? "the record"} ${check.message}` : row.reason,
    sourceFile: row.source_file,
    ...(row.source_line === null ? {} : { line: row.source_line }),
    ...(value === undefined ? {} : { value: value.slice(0, longestValue) }),
  };
}

/** Raw records of well-formed rows are JSON objects. */
function valueOf(raw: string, member: string): string | undefined {
  const value = (JSON.parse(raw) as Readonly<Record<string, unknown>>)[member];
  if (value === null || value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
