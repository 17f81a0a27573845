/** `rule` of ODCS 3.0, by the metric of 3.1 that says the same. */
const metrics: Readonly<Record<string, string>> = {
  rowCount: "rowCount",
  countCheck: "rowCount",
  nullCheck: "nullValues",
  nullValues: "nullValues",
  nullCount: "nullValues",
  missingValues: "missingValues",
  missingCount: "missingValues",
  validValues: "invalidValues",
  invalidValues: "invalidValues",
  invalidCount: "invalidValues",
  duplicateCount: "duplicateValues",
  duplicateValues: "duplicateValues",
  duplicates: "duplicateValues",
  uniqueness: "duplicateValues",
  uniqueCheck: "duplicateValues",
  unique: "duplicateValues",
};

/** Names that 3.0 contracts use for their library rules. */
export const oldRuleNames: readonly string[] = Object.keys(metrics);

/** The metric behind a rule name; undefined for names that nobody defined. */
export function metricOfRule(rule: string): string | undefined {
  return Object.hasOwn(metrics, rule) ? metrics[rule] : undefined;
}
