import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { Outputs } from "../spec/outputs.ts";
import type { PlanRecord } from "../spec/provision.ts";
import type { Generated } from "./generate.ts";
import { rememberVariables } from "./check-environment.ts";
import { readFolderRecord } from "./folder-record.ts";
import { commandLine, explainFailure } from "./explain-failure.ts";
import { changedSince, ownerOnly, planFiles, writePlanRecord, type PlanGround } from "./plan-record.ts";
import { readOutputs } from "./read-outputs.ts";
import { ownerOutput } from "./root-module.ts";
import type { Session } from "./terraform-session.ts";

/** Throws `conflict` naming what is no longer as it was when the plan was made. */
export async function checkUnchanged(record: PlanRecord, folder: string, ground: PlanGround, world: World): Promise<void> {
  const changed = await changedSince(record, folder, ground, world);
  if (changed.length === 0) return;
  throw new DativoError("conflict", `changed since the plan was made: ${changed.join(", ")}`, {
    context: { changed: changed.join(", "), planned_at: record.created_at },
    hint: "run `dativo infra plan` again, and look at what it says before you apply it",
  });
}

/** Applies exactly the plan that the record is of, and marks the record. Throws what went wrong, and how to go on. */
export async function applyPlan(session: Session, record: PlanRecord, lockTimeout: string, world: World): Promise<void> {
  // What is remembered of the folder has to be readable before anything is made: it is written when that is done.
  await readFolderRecord(session.folder, world);
  const { exitCode, diagnostics } = await session.events("apply", "-input=false", `-lock-timeout=${lockTimeout}`, planFiles.plan);
  await restrictState(session.folder, world);
  if (exitCode === 0) {
    await rememberVariables(session.folder, record.purpose === "apply" ? record.from_environment : [], world);
    await writePlanRecord(session.folder, { ...record, applied_at: world.clock.now().toISOString() }, world);
    return world.files.remove(path.join(session.folder, planFiles.plan));
  }
  const failure = explainFailure(diagnostics, { command: "apply", exitCode, folder: session.folder, program: session.program });
  if (failure.hint !== undefined) throw failure;
  const hint = exitCode > 128 ? afterKill(session) : howToGoOn(session);
  throw new DativoError(failure.kind, failure.message, { context: failure.context, cause: failure.cause, hint });
}

/** A state that Terraform keeps in the folder holds every value, secrets too. */
async function restrictState(folder: string, world: World): Promise<void> {
  for (const file of await world.files.glob("{terraform.tfstate*,terraform.tfstate.d/*/*}", folder)) await world.files.restrict(file);
}

/** What somebody does after an apply that ended half-way, with time to write its state. */
export function howToGoOn(session: Pick<Session, "program" | "folder">): string {
  return `what was made is in the state: run \`dativo infra plan\` again to see what is left to do. ${whenLocked(session)}`;
}

/** The same where Terraform had no time for it. */
function afterKill(session: Pick<Session, "program" | "folder">): string {
  return `what was being made at that moment may be missing from the state: \`dativo infra plan\` shows what it would make; import what is there already (\`${commandLine(session)} import ADDRESS ID\`) before you apply again. ${whenLocked(session)}`;
}

function whenLocked(session: Pick<Session, "program" | "folder">): string {
  return `Should it find the state locked, \`${commandLine(session)} force-unlock ID\` with the ID that it names`;
}

/**
 * The outputs of the state, with sensitive ones; the mark of the owner is left out. Terraform does not keep outputs without a
 * value: those that the module `declares` are null.
 */
export async function currentOutputs(session: Session, declares: Generated["outputs"]): Promise<Outputs> {
  const { [ownerOutput]: _, ...kept } = readOutputs(await session.text("output", "-json"), "terraform output");
  const empty = Object.entries(declares).map(([name, { sensitive }]) => [name, { value: null, sensitive }] as const);
  return { ...Object.fromEntries(empty), ...kept };
}

/**
 * Writes `outputs.json` in the form of `terraform output -json`. Values of sensitive outputs are left out unless asked for;
 * the file is for its owner's eyes alone. Returns the names of those whose values were left out.
 */
export async function keepOutputs(folder: string, outputs: Outputs, includeSensitive: boolean, world: World): Promise<readonly string[]> {
  const secret = Object.keys(outputs).filter((name) => outputs[name]!.sensitive);
  const kept = Object.entries(outputs).map(([name, one]) => [name, one.sensitive && !includeSensitive ? { ...one, value: null } : one]);
  const text = `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`;
  await world.files.replace(path.join(folder, planFiles.outputs), text, { mode: ownerOnly });
  return includeSensitive ? [] : secret;
}
