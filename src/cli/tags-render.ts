import { renderTags } from "../tags/render-tags.ts";
import { acceptFacts } from "./accept.ts";
import { argument, textOption, type Action } from "./command.ts";

/** `dativo tags render JOB --target TARGET`: tags on stdout, what the style changed on stderr. */
export const action: Action = async (invocation, { world }) => {
  const opened = await acceptFacts(argument(invocation, 0), world);
  if (!opened) return 2;
  const rendered = renderTags(opened.tags, textOption(invocation, "target") ?? "");
  if (invocation.options["json"] === true) {
    world.terminal.out(`${JSON.stringify(rendered, undefined, 2)}\n`);
    return 0;
  }
  world.terminal.out(
    Object.entries(rendered.tags)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
  for (const { tag, change, detail } of rendered.changes) world.terminal.err(`${change} ${tag}: ${detail}\n`);
  return 0;
};
