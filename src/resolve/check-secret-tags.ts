import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { Tag } from "../spec/tags.ts";

/** Shorter ones are found in too many words to mean anything. */
const shortest = 4;

/**
 * A tag is read by everybody who may look at a table or a bill: none may hold a secret, whether a variable or a sensitive output brought
 * it there. Says which tag and where it was set, never the value. Pure.
 */
export function checkSecretTags({ job }: LoadedJob, tags: readonly Tag[], secrets: readonly string[]): readonly Diagnostic[] {
  const known = secrets.filter((secret) => secret.length >= shortest);
  const { document } = job;
  return tags
    .filter(({ value }) => known.some((secret) => [value].flat().some((one) => String(one).includes(secret))))
    .map(({ namespace, key, sources }) => {
      const at = sources.at(-1)?.at;
      return diagnosticAt(
        document.file,
        document.rangeOf([]),
        "secret-tag",
        `tag '${namespace}.${key}' holds a secret${at === undefined ? "" : ` (${at})`}`,
        {
          hint: "everybody who sees the table or the resource sees its tags: name the secret's place instead, as an ARN or an id",
        },
      );
    });
}
