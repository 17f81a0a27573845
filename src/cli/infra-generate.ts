import path from "node:path";
import { displayPath } from "../load/project-root.ts";
import { generateValues } from "../provision/generate.ts";
import { givenVariables } from "../provision/prepare-job.ts";
import { readFolder } from "../provision/read-module.ts";
import { writeGenerated, writeValues } from "../provision/write-files.ts";
import type { TerraformFormat } from "../spec/provision.ts";
import { pathOption, textOption, type Action, type Context, type Invocation } from "./command.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, prepareInfra, reportProblems, shownJob, tellNotes, type InfraJob } from "./infra-job.ts";

/** `dativo infra generate JOB`: the root module and its values; with --tfvars the values alone. The same job gives the same bytes. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: true });
  if (!infra) return 2;
  const values = pathOption(invocation, "tfvars");
  if (values !== undefined) return valuesOnly(values, infra, invocation, context);
  return withInfraClaim(infra, context, async () => {
    const format = textOption(invocation, "format") as TerraformFormat | undefined;
    const generated = await prepareInfra(infra, invocation, context, format === undefined ? {} : { format });
    if (!generated) return 2;
    tellNotes(generated, context);
    const written = await writeGenerated(infra.place, generated.files, context.world);
    const { terminal } = context.world;
    terminal.out(written.map((file) => `wrote ${displayPath(file, context.world)}\n`).join(""));
    terminal.err(`next: dativo infra plan ${shownJob(infra, context)}\n`);
    return 0;
  });
};

/** Values for the root module that stands beside the file. */
async function valuesOnly(named: string, infra: InfraJob, invocation: Invocation, context: Context): Promise<number> {
  const { world } = context;
  const file = path.resolve(world.cwd, named);
  const module = await readFolder(path.dirname(file), world);
  const format = file.endsWith(".json") ? "json" : "hcl";
  const { text, problems } = generateValues(infra.job, module, { format, given: givenVariables(world) });
  if (reportProblems(problems, infra, context)) return 2;
  await writeValues(file, text, invocation.options["force"] === true, world);
  world.terminal.out(`wrote ${displayPath(file, world)}\n`);
  return 0;
}
