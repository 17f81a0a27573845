import { DativoError } from "../../kit/error.ts";
import type { PlanOrState } from "./plan-or-state.ts";
import { readPlan } from "./read-plan.ts";
import { readShownState, readStateFile } from "./read-state.ts";
import { asTree, type Tree } from "./tree.ts";

/**
 * Reads a plan or a state from parsed JSON: what `terraform show -json` or `tofu show -json` prints of either, or a state
 * file. Undefined for every other document. Throws `refused` for a format that is not known; a newer minor version is.
 */
export function readPlanOrState(document: unknown): PlanOrState | undefined {
  const tree = asTree(document);
  if (!tree) return undefined;
  if ("encrypted_data" in tree) throw refused("it is encrypted by OpenTofu", "write it out with tofu show -json");
  if (isStored(tree)) {
    if (tree["version"] !== 4) throw refused(`version ${text(tree["version"])} of state files is not known here`, showIt("state"));
    return readStateFile(tree);
  }
  if (typeof tree["format_version"] !== "string") return undefined;
  if ("resource_changes" in tree || "planned_values" in tree || "configuration" in tree) return readPlan(inFormat(tree, "plan"));
  return isShownState(tree) ? readShownState(inFormat(tree, "state")) : undefined;
}

function isStored(tree: Tree): boolean {
  return typeof tree["version"] === "number" && typeof tree["lineage"] === "string" && !("backend" in tree);
}

/** An empty state has no values at all; other documents of Terraform have keys of their own. */
function isShownState(tree: Tree): boolean {
  return "values" in tree || Object.keys(tree).every((key) => ["format_version", "terraform_version", "checks"].includes(key));
}

function inFormat(tree: Tree, kind: "plan" | "state"): Tree {
  if (/^1(\.|$)/.test(text(tree["format_version"]))) return tree;
  const writer = tree["terraform_version"] === undefined ? "" : `, written by ${text(tree["terraform_version"])}`;
  throw refused(
    `format ${text(tree["format_version"])} of ${kind}s is not known here${writer}; format 1 is`,
    text(tree["format_version"]).startsWith("0.")
      ? "write it again with Terraform 1.1 or later"
      : "use a newer Dativo, or an older Terraform",
  );
}

function showIt(kind: string): string {
  return `write the ${kind} out with terraform show -json, or use a newer Dativo`;
}

function text(value: unknown): string {
  return String(value).slice(0, 40);
}

function refused(message: string, hint: string): DativoError {
  return new DativoError("refused", message, { hint });
}
