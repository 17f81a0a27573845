import { redact } from "../observe/redact.ts";
import { lackingVariables } from "../provision/check-environment.ts";
import type { Drift, TagDifference } from "../provision/find-drift.ts";
import { watchDrift } from "../provision/watch-drift.ts";
import { writeGenerated } from "../provision/write-files.ts";
import { textOption, type Action } from "./command.ts";
import { plural } from "./describe-run.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, openInfraSession, prepareInfra, reportProblems } from "./infra-job.ts";
import { textTable } from "./text-table.ts";

/** `dativo infra drift JOB`: what the job declares, what Terraform knows and what is there, tag by tag: exit code 2 when they differ. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: true });
  if (!infra) return 2;
  return withInfraClaim(infra, context, async () => {
    const { world } = context;
    const generated = await prepareInfra(infra, invocation, context);
    if (!generated) return 2;
    if (reportProblems(await lackingVariables(infra.place.folder, generated, world), infra, context)) return 2;
    const session = await openInfraSession(infra, invocation, context);
    await writeGenerated(infra.place, generated.files, world);
    const request = {
      owner: infra.owner,
      workspace: infra.opened.infrastructure.terraform.workspace,
      generated,
      lockTimeout: textOption(invocation, "lockTimeout") ?? "0s",
    };
    const result = await watchDrift(session, request, world);
    if ("problems" in result) {
      reportProblems(result.problems, infra, context);
      return 2;
    }
    const drift = withoutSecrets(result.drift);
    const isJson = invocation.options["json"] === true;
    const text = isJson ? `${JSON.stringify({ job: infra.owner, ...drift }, undefined, 2)}\n` : describeDrift(infra.owner, drift);
    world.terminal.out(infra.redact(text));
    return drift.tags.length + drift.resources.length > 0 ? 2 : 0;
  });
};

/** A value that looks like a secret is none the less one for having been put into a tag. */
function withoutSecrets({ tags, resources }: Drift): Drift {
  const safe = ({ declared, state, real, ...rest }: TagDifference): TagDifference => ({
    ...rest,
    ...(declared === undefined ? {} : { declared: redact(declared) }),
    ...(state === undefined ? {} : { state: redact(state) }),
    ...(real === undefined ? {} : { real: redact(real) }),
  });
  return { tags: tags.map(safe), resources };
}

function describeDrift(owner: string, { tags, resources }: Drift): string {
  if (tags.length + resources.length === 0) return `${owner}: no drift\n`;
  const rows = tags.map(({ address, slot, key, declared = null, state = null, real = null, changed }) => [
    address,
    `${slot} ${key}`,
    declared,
    state,
    real,
    changed,
  ]);
  const table = rows.length === 0 ? "" : textTable(["resource", "tag", "declared", "state", "real", "changed"], rows, 200);
  const lines = resources.map(
    ({ address, what, attributes }) => `${what}: ${address}${attributes.length === 0 ? "" : ` (${attributes.join(", ")})`}\n`,
  );
  return `${table}${lines.join("")}${owner}: ${plural(tags.length, "tag")} and ${plural(resources.length, "resource")} differ\n`;
}
