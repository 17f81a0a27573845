import { canonicalKey } from "../kit/canonical-key.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";

/** What a tag of the block says, in whatever spelling its key is written. */
export function tagValue(tags: Infrastructure["tags"], key: string): string | undefined {
  const written = Object.keys(tags).find((one) => canonicalKey(one) === key);
  return written === undefined ? undefined : String(tags[written]);
}
