import { DativoError } from "../kit/error.ts";
import { ownerOutput } from "./root-module.ts";
import type { Session } from "./terraform-session.ts";

/** What a state says of itself. */
export interface StateOwner {
  /** `tenant/job/environment`; absent where nothing marks it. */
  readonly owner?: string;
  readonly resources: number;
}

/** Reads whose state the workspace holds. */
export async function readStateOwner(session: Session): Promise<StateOwner> {
  const text = (await session.text("state", "pull")).trim();
  if (text === "") return { resources: 0 };
  const state = JSON.parse(text) as {
    readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
    readonly resources?: readonly unknown[];
  };
  const owner = state.outputs?.[ownerOutput]?.value;
  return { ...(typeof owner === "string" ? { owner } : {}), resources: state.resources?.length ?? 0 };
}

/** Throws `conflict` when the state belongs to another job, or holds resources and says no owner: a plan would destroy what is there. */
export function checkStateOwner({ owner, resources }: StateOwner, wanted: string): void {
  if (owner === wanted || (owner === undefined && resources === 0)) return;
  const context = { wanted, resources, ...(owner === undefined ? {} : { owner }) };
  if (owner === undefined) {
    throw new DativoError(
      "conflict",
      `this state holds ${resources} resources and was not made by this job: a plan would change or destroy them`,
      {
        context,
        hint: "choose another workspace or state key; where the job shall take these resources over, plan with --adopt",
      },
    );
  }
  throw new DativoError("conflict", `this state belongs to ${owner}, not to ${wanted}`, {
    context,
    hint: "choose another workspace or state key; where the job was renamed and is the same, plan with --adopt",
  });
}
