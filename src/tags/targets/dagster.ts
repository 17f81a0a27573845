import { flatRenderer } from "../flat-renderer.ts";
import type { SpelledTag } from "../flat-style.ts";
import { textOf } from "../flatten-tags.ts";

/** Tags of Dagster assets and jobs; what a tag cannot hold as it is goes to the metadata, under the canonical key. */
export const dagsterRenderer = flatRenderer({
  name: "dagster",
  summary: "Dagster tags: snake_case, lists joined by _; what does not fit goes to metadata",
  separator: "_",
  spell: (key) => key,
  legalKey: (key) => (isPrefixed(key) ? key : key.replace(/[^A-Za-z0-9._-]/gu, "_")),
  cutKey: (key, cut) => (isPrefixed(key) ? key : cut(key, 63)),
  legalValue: (text) => text.replace(/[^A-Za-z0-9._-]/gu, "_"),
  valueLimit: 63,
  overflow,
});

/** One prefix is allowed, but for Dagster's own. */
function isPrefixed(key: string): boolean {
  return /^[A-Za-z0-9._-]{1,63}\/[A-Za-z0-9._-]{1,63}$/.test(key) && !key.startsWith("dagster/");
}

function overflow({ flat, key, value }: SpelledTag): readonly [string, string] | undefined {
  const whole = textOf(flat.value);
  return key === flat.key && value === whole ? undefined : [flat.key, whole];
}
