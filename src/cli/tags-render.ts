import { renderTags } from "../tags/render-tags.ts";
import { acceptFacts } from "./accept.ts";
import { argument, textOption, type Action } from "./command.ts";
import { wholeNumber } from "./option-values.ts";

/** `dativo tags render JOB --target TARGET`: tags on stdout, for Terraform as the JSON that `TF_VAR_job_metadata` takes; what the style changed on stderr. */
export const action: Action = async (invocation, { world }) => {
  const opened = await acceptFacts(argument(invocation, 0), world);
  if (!opened) return 2;
  const target = textOption(invocation, "target") ?? "";
  const budget = wholeNumber(invocation, "budget", 1);
  const rendered = renderTags(opened.tags, target, budget === undefined ? {} : { budget });
  if (invocation.options["json"] === true) {
    world.terminal.out(`${JSON.stringify(rendered, undefined, 2)}\n`);
    return 0;
  }
  world.terminal.out(target === "terraform" ? `${JSON.stringify(rendered.tags)}\n` : linesOf(rendered.tags));
  for (const { tag, change, detail } of rendered.changes) world.terminal.err(`${change} ${tag}: ${detail}\n`);
  return 0;
};

function linesOf(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
