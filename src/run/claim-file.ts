import path from "node:path";
import { z } from "zod";
import { DativoError } from "../kit/error.ts";
import { sweepUnfinished } from "../kit/sweep-unfinished.ts";
import type { World } from "../kit/world.ts";

const claimSchema = z.object({
  job: z.string(),
  run_id: z.string(),
  pid: z.number().int(),
  /** Tells the process from a later one of the same number; null where the system does not say. */
  mark: z.string().nullable(),
  host: z.string(),
  started_at: z.string(),
  state: z.enum(["held", "released"]),
  /** Dead runs whose leftovers nobody has confirmed to be gone. */
  unrecovered: z.array(z.string()),
});

/** What a claim file says. */
export type ClaimText = z.infer<typeof claimSchema>;

/** One numbered claim file of a job. */
export interface NumberedClaim {
  readonly number: number;
  readonly file: string;
  readonly text: ClaimText;
}

/** The file of one number: `orders.json.7`. */
export function claimFileName(base: string, number: number): string {
  return `${base}.${number}`;
}

/** The text of a claim, as it is written. */
export function writeClaimText(text: ClaimText): string {
  return `${JSON.stringify(text)}\n`;
}

/** Numbers of the claim files that stand, ascending. */
export async function claimNumbers(base: string, world: World): Promise<number[]> {
  const prefix = `${path.basename(base)}.`;
  const names = await world.files.names(path.dirname(base));
  const numbers = names.filter((name) => name.startsWith(prefix) && /^\d{1,15}$/.test(name.slice(prefix.length)));
  return numbers.map((name) => Number(name.slice(prefix.length))).sort((a, b) => a - b);
}

/** The claim with the highest number, the only one that counts; undefined where there never was one. Throws `refused` when it is damaged. */
export async function latestClaim(base: string, world: World): Promise<NumberedClaim | undefined> {
  for (;;) {
    const number = (await claimNumbers(base, world)).at(-1);
    if (number === undefined) return undefined;
    const file = claimFileName(base, number);
    const raw = await world.files.readTextIfThere(file);
    // Gone since it was listed: a higher one stands now.
    if (raw !== undefined) return { number, file, text: parseClaim(raw, file) };
  }
}

function parseClaim(raw: string, file: string): ClaimText {
  const hint = `make sure that no run of this job is at work, then delete ${file}; the next run cannot know of leftovers that this file would have named`;
  const refuse = (cause: unknown): DativoError =>
    new DativoError("refused", `the claim file ${file} is damaged`, { context: { path: file }, hint, cause });
  let data: unknown;
  try {
    data = JSON.parse(raw);
  } catch (error) {
    throw refuse(error);
  }
  const checked = claimSchema.safeParse(data);
  if (!checked.success) throw refuse(checked.error);
  return checked.data;
}

/** Removes claims that two later ones have followed, and unfinished files of processes of this host that are gone. */
export async function sweepClaims(base: string, newest: number, world: World): Promise<void> {
  // The one before the newest stays: a reader that lists the folder meanwhile then always meets one of the two.
  for (const number of await claimNumbers(base, world)) {
    if (number <= newest - 2) await world.files.remove(claimFileName(base, number));
  }
  await sweepUnfinished(path.dirname(base), world);
}
