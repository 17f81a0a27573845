import { applyPlan, howToGoOn } from "../provision/apply-plan.ts";
import type { Session } from "../provision/terraform-session.ts";
import type { PlanRecord } from "../spec/provision.ts";
import { textOption, type Context, type Invocation } from "./command.ts";

/** Applies; says how to go on when it is stopped half-way. */
export async function runApply(session: Session, record: PlanRecord, invocation: Invocation, { world, signal }: Context): Promise<void> {
  try {
    await applyPlan(session, record, textOption(invocation, "lockTimeout") ?? "0s", world);
  } catch (error) {
    if (signal.aborted) world.terminal.err(`${howToGoOn(session)}\n`);
    throw error;
  }
}
