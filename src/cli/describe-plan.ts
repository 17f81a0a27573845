import type { Planned } from "../provision/plan-job.ts";
import type { PlannedAction, PlannedChange } from "../spec/provision.ts";

const signs: Readonly<Record<PlannedAction, string>> = {
  add: "+",
  change: "~",
  replace: "±",
  destroy: "-",
  read: "?",
  forget: ".",
  none: " ",
};

/** What a plan would do, for people: the counts, then a line per resource with the names of what changes. Values are never shown. */
export function describePlan(owner: string, { changes, outputs, record }: Pick<Planned, "changes" | "outputs" | "record">): string {
  const { add, change, replace, destroy } = record.counts;
  const isEmpty = changes.length === 0 && outputs.length === 0;
  const counts = isEmpty ? "nothing to do" : `${add} to add, ${change} to change, ${replace} to replace, ${destroy} to destroy`;
  const rest = outputs.length === 0 ? [] : [`  outputs: ${outputs.toSorted().join(", ")}`];
  return [`${owner}: ${counts}`, ...changes.map(changeLine), ...rest, ""].join("\n");
}

function changeLine({ address, action, attributes, forces }: PlannedChange): string {
  const names = attributes.map((name) => (forces.includes(name) ? `${name} (forces replacement)` : name));
  return `  ${signs[action]} ${address}${names.length === 0 ? "" : `: ${names.join(", ")}`}`;
}
