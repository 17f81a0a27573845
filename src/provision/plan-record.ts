import { createHash } from "node:crypto";
import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { planRecordSchema, type PlanRecord } from "../spec/provision.ts";

/** Names of what a plan leaves in the working folder. */
export const planFiles = { plan: "plan.tfplan", json: "plan.json", record: "plan.meta.json", outputs: "outputs.json" } as const;

/** Mode of files that may hold secrets. */
export const ownerOnly = 0o600;

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The record of the folder's plan; undefined where there is none. */
export async function readPlanRecord(folder: string, world: World): Promise<PlanRecord | undefined> {
  const file = path.join(folder, planFiles.record);
  const text = await world.files.readTextIfThere(file);
  if (text === undefined) return undefined;
  const hint = "run `dativo infra plan` again";
  const data = parse(text);
  const version = typeof data === "object" && data !== null && "version" in data ? data.version : undefined;
  if (typeof version === "number" && version !== 1)
    throw new DativoError("refused", `${file} was written by another version of Dativo`, { context: { file }, hint });
  const read = planRecordSchema.safeParse(data);
  if (read.success) return read.data;
  throw new DativoError("refused", `${file} cannot be read: what was planned is not known`, { context: { file }, hint, cause: read.error });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes the record in one step. */
export async function writePlanRecord(folder: string, record: PlanRecord, world: World): Promise<void> {
  await world.files.replace(path.join(folder, planFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What the plan stood on, as it is now. */
export interface PlanGround {
  /** The job file, absolute, and as messages name it. */
  readonly jobFile: { readonly file: string; readonly shown: string };
  /** What would be generated now. */
  readonly files: Readonly<Record<string, string>>;
}

/** Names of what changed since the plan was made: the plan itself, the job, files that it stands on. Empty when nothing did. */
export async function changedSince(record: PlanRecord, folder: string, ground: PlanGround, world: World): Promise<readonly string[]> {
  const changed: string[] = [];
  const plan = path.join(folder, planFiles.plan);
  const isThere = (await world.files.stat(plan)) !== undefined;
  if (!isThere || sha256(await world.files.readBytes(plan)) !== record.plan_sha256) changed.push(planFiles.plan);
  if (sha256(await world.files.readBytes(ground.jobFile.file)) !== record.job_file.sha256) changed.push(ground.jobFile.shown);
  for (const name of new Set([...Object.keys(record.files), ...Object.keys(ground.files)])) {
    const planned = record.files[name];
    const written = await world.files.readTextIfThere(path.join(folder, name));
    const [now, there] = [ground.files[name], written].map((text) => (text === undefined ? undefined : sha256(text)));
    if (there !== planned) changed.push(name);
    else if (now !== planned) changed.push(`what becomes ${name} (tags, contract or policy)`);
  }
  return changed;
}
