import { DativoError } from "../kit/error.ts";
import { suggest } from "../kit/suggest.ts";
import { explainTags, tagNames, type TagExplanation } from "../tags/explain-tags.ts";
import { acceptFacts } from "./accept.ts";
import { argument, type Action } from "./command.ts";

/** `dativo tags explain JOB [KEY]`. */
export const action: Action = async (invocation, { world }) => {
  const opened = await acceptFacts(argument(invocation, 0), world);
  if (!opened) return 2;
  const key = invocation.args[1];
  const wanted = typeof key === "string" ? key : undefined;
  const explained = explainTags(opened.tags, wanted);
  if (explained.length === 0) {
    const near = suggest(wanted ?? "", tagNames(opened.tags));
    throw new DativoError("not_found", `the job has no tag '${wanted}'`, {
      hint: near === undefined ? "dativo tags explain JOB lists them all" : `did you mean '${near}'?`,
    });
  }
  world.terminal.out(
    invocation.options["json"] === true ? `${JSON.stringify(explained, undefined, 2)}\n` : explained.map(describe).join(""),
  );
  return 0;
};

function describe({ tag, value, at, layer, overrode, merged }: TagExplanation): string {
  const text = (one: TagExplanation["value"]): string => (typeof one === "object" ? one.join(", ") : String(one));
  const lines = [`${tag} = ${text(value)}`, `  set by ${layer}${at === undefined ? "" : ` at ${at}`}`];
  for (const source of merged)
    lines.push(`  with ${text(source.value)} of ${source.layer}${source.at === undefined ? "" : ` at ${source.at}`}`);
  for (const source of overrode)
    lines.push(`  overrode ${text(source.value)} of ${source.layer}${source.at === undefined ? "" : ` at ${source.at}`}`);
  return `${lines.join("\n")}\n`;
}
