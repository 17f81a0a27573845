import path from "node:path";
import { DativoError } from "../kit/error.ts";
import { displayPath } from "../load/project-root.ts";
import { knownSecretMasker } from "../observe/known-secrets.ts";
import { currentOutputs } from "../provision/apply-plan.ts";
import { checkOutputs, type ExpectedOutput } from "../provision/check-outputs.ts";
import { initialize } from "../provision/plan-job.ts";
import { planFiles } from "../provision/plan-record.ts";
import { checkStateOwner, readStateOwner } from "../provision/state-owner.ts";
import { writeGenerated } from "../provision/write-files.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Outputs } from "../spec/outputs.ts";
import { type Action, type Context, type Invocation } from "./command.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, openInfraSession, prepareInfra, reportProblems, shownJob, type InfraJob } from "./infra-job.ts";
import { namedOutputs, outputsOf, readOutputsFile } from "./outputs-file.ts";

/** `dativo infra outputs JOB`: the outputs, and whether those that the job expects are there: exit code 2 when one is not. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: false });
  if (!infra) return 2;
  const outputs =
    invocation.options["live"] === true ? await liveOutputs(infra, invocation, context) : await keptOutputs(infra, invocation, context);
  if (!outputs) return 2;
  const { found, problems } = checkOutputs(infra.opened.infrastructure.outputs, outputs);
  const text = invocation.options["json"] === true ? asJson(outputs, found) : asText(outputs, found);
  context.world.terminal.out(knownSecretMasker(infra.job.secrets)(text));
  return reportProblems(problems, infra, context) ? 2 : 0;
};

/** From the file that is named, by the command line or by the job, else from what the last apply kept. */
async function keptOutputs(infra: InfraJob, invocation: Invocation, context: Context): Promise<Outputs> {
  const { world } = context;
  const { root, folder } = infra.place;
  const captured = path.join(folder, planFiles.outputs);
  const place = namedOutputs(invocation, world) ?? outputsOf({ infrastructure: infra.opened.infrastructure, root, captured });
  const outputs = await readOutputsFile(place, world);
  if (outputs) return outputs;
  throw new DativoError("not_found", `there is no file of outputs ${displayPath(captured, world)}`, {
    hint: `run \`dativo infra apply ${shownJob(infra, context)}\`, ask the state with --live, or name a file with --terraform-outputs`,
  });
}

/** From the state itself, which may have been made on another machine; the outputs are not kept. */
async function liveOutputs(infra: InfraJob, invocation: Invocation, context: Context): Promise<Outputs | undefined> {
  return withInfraClaim(infra, context, async () => {
    const generated = await prepareInfra(infra, invocation, context);
    if (!generated) return undefined;
    const session = await openInfraSession(infra, invocation, context);
    await writeGenerated(infra.place, generated.files, context.world);
    await initialize(session, { workspace: infra.opened.infrastructure.terraform.workspace, generated }, context.world);
    const state = await readStateOwner(session);
    checkStateOwner(state, infra.owner);
    if (state.owner !== undefined) return currentOutputs(session, generated.outputs);
    throw new DativoError("not_found", `the state holds nothing of ${infra.owner}`, {
      hint: `run \`dativo infra apply ${shownJob(infra, context)}\`; a state that other machines shall find needs infrastructure.terraform.backend_config`,
    });
  });
}

function asJson(outputs: Outputs, expected: readonly ExpectedOutput[]): string {
  const shown = Object.entries(outputs).map(([name, { value, sensitive }]) => [name, sensitive ? { sensitive } : { value, sensitive }]);
  const found = expected.map(({ name, output, value }) => [name, { output, ...(value === undefined ? {} : { value }) }]);
  return `${JSON.stringify({ outputs: Object.fromEntries(shown), expected: Object.fromEntries(found) }, undefined, 2)}\n`;
}

function asText(outputs: Outputs, expected: readonly ExpectedOutput[]): string {
  const lines = Object.entries(outputs).map(([name, { value, sensitive }]) => `${name} = ${sensitive ? "(sensitive)" : shown(value)}`);
  const wanted = expected.map(({ name, output, value }) => `  ${name} <- ${output}${value === undefined ? "" : ` = ${shown(value)}`}`);
  return [...(lines.length === 0 ? ["no outputs"] : lines), ...(wanted.length === 0 ? [] : ["expected by the job:", ...wanted]), ""].join(
    "\n",
  );
}

function shown(value: JsonValue): string {
  return JSON.stringify(value);
}
