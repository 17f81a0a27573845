import type { Diagnostic } from "../kit/diagnostic.ts";
import { displayPath } from "../load/project-root.ts";
import { plugins } from "../plugins/index.gen.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { Action } from "./command.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";
import { namedJobs } from "./jobs-folder.ts";
import { createOpenCache, openFacts } from "./open-job.ts";

/** `dativo infra list`: the files of the jobs that `infra plan` can plan, one a line. Exit code 2 when a job cannot be read: the others are listed all the same. */
export const action: Action = async (invocation, { world }) => {
  const cache = createOpenCache();
  const errors: Diagnostic[] = [];
  const listed: string[] = [];
  for (const file of await namedJobs(invocation, world)) {
    const { opened, diagnostics } = await openFacts(file, world, { cache });
    errors.push(...diagnostics.filter(({ severity }) => severity === "error"));
    const infrastructure = opened?.job.infrastructure;
    if (infrastructure && canBePlanned(infrastructure)) listed.push(`${displayPath(file, world)}\n`);
  }
  world.terminal.out(listed.join(""));
  if (errors.length > 0) world.terminal.err(formatDiagnostics(errors, "text"));
  return errors.length > 0 ? 2 : 0;
};

/** Whether the block leaves the making of resources to a program that Dativo drives, and there is a module for it to call. */
function canBePlanned({ provisioner, terraform, runtime: { type } }: Infrastructure): boolean {
  if (provisioner !== "terraform" && provisioner !== "opentofu") return false;
  const hasOwn = type !== undefined && Object.hasOwn(plugins.runtimes, type) && plugins.runtimes[type]!.capabilities.module;
  return terraform.module_source !== undefined || hasOwn;
}
