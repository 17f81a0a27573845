import { DativoError } from "../kit/error.ts";
import type { PlanJson } from "./summarize-plan.ts";

/** The text of `terraform show -json` as a plan or state. Throws `refused` for a form that is newer than the one this reads. */
export function readPlanJson(text: string, what: string): PlanJson {
  const plan = JSON.parse(text) as PlanJson;
  const [major] = plan.format_version.split(".");
  if (major === "0" || major === "1") return plan;
  throw new DativoError("refused", `${what} is written in format ${plan.format_version}; format 1 is read`, {
    hint: "take a newer Dativo, or an older Terraform",
  });
}
