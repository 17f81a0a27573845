import type { TagChange } from "../spec/tags.ts";
import { cutPlainly, cutWithHash, endInHash, wellFormed } from "./fit-text.ts";
import type { FlatStyle, SpelledTag } from "./flat-style.ts";
import { textOf, type FlatTag } from "./flatten-tags.ts";
import { legalOnAws, pascalCase } from "./legal-keys.ts";

/** Most characters of a key in `job_metadata`: as many as AWS takes. */
const keyLimit = 128;
/** The same of values; AWS and Azure take no more. */
const valueLimit = 256;

/** Spells one tag in three steps: as Terraform has it, in the target's style, cut to the target's limit. */
export function spellTag(style: FlatStyle, flat: FlatTag, cloud: string | undefined): SpelledTag {
  const key = spellKey(style, flat, cloud);
  const value = spellValue(style, flat);
  const plainValue = cutWithHash(wellFormed(textOf(flat.value)), valueLimit);
  const changes = [...key.changes, ...value.changes].flatMap((change) => flat.tags.map((tag) => ({ tag, ...change })));
  const spare = key.spare === undefined || key.spare === key.key ? {} : { spareKey: key.spare };
  return { flat, key: key.key, ...spare, value: value.value, plainValue, changes };
}

type Change = Omit<TagChange, "tag">;

function spellKey(style: FlatStyle, flat: FlatTag, cloud: string | undefined): { key: string; spare?: string; changes: Change[] } {
  const legal = legalOnAws(wellFormed(flat.key));
  const own = ownKey(style, flat, cloud);
  const plain = own ?? cutWithHash(legal, keyLimit);
  const spelled = style.spell(plain);
  const long = style.legalKey?.(spelled) ?? spelled;
  const key = style.cutKey(long, cutPlainly);
  const isCut = key !== long;
  const changes: Change[] = [];
  if (long !== spelled || (own === undefined && legal !== flat.key)) {
    changes.push({ change: "renamed", detail: `the key '${flat.key}' is written '${key}': not all of its characters are legal` });
  }
  if (isCut || (own === undefined && plain !== legal)) changes.push({ change: "cut", detail: `the key is cut to '${key}'` });
  return { key, ...(isCut ? { spare: style.cutKey(long, (text, limit) => endInHash(text, limit, flat.key)) } : {}), changes };
}

/** Keys that users wrote themselves in the style of a cloud; in kebab-case, Azure's style, every key is found again from snake_case. */
const ownStyles: Readonly<Record<string, { readonly pattern: RegExp; readonly spell: (key: string) => string }>> = {
  aws: { pattern: /^[A-Z][A-Za-z0-9]{0,127}$/, spell: pascalCase },
  gcp: { pattern: /^[a-z][a-z0-9_-]{0,62}$/, spell: (key) => key },
};

/** The user's own spelling, where it is in the cloud's style and the canonical key would not lead back to it: `AppID`. */
function ownKey(style: FlatStyle, { key, written }: FlatTag, cloud: string | undefined): string | undefined {
  const own = ownStyles[style.ownKeys === "job" ? (cloud ?? "") : (style.ownKeys ?? "")];
  if (own === undefined || written === undefined || !own.pattern.test(written)) return undefined;
  return own.spell(key) === written ? undefined : written;
}

function spellValue(style: FlatStyle, { value }: FlatTag): { value: string; changes: Change[] } {
  const text = textOf(value, style.separator);
  const whole = wellFormed(text);
  const plain = cutWithHash(whole, valueLimit);
  const long = style.legalValue?.(plain) ?? plain;
  const cut = cutPlainly(long, style.valueLimit);
  const legal = style.trimValue?.(cut) ?? cut;
  const changes: Change[] = [];
  if (typeof value === "object" && value.some((member) => member.includes(style.separator))) {
    changes.push({ change: "rewritten", detail: `a member of the list holds '${style.separator}', which joins the members` });
  }
  if (whole !== text || long !== plain || legal !== cut) {
    changes.push({ change: "rewritten", detail: "the value holds characters that are not legal there" });
  }
  if (plain !== whole || cut !== long) changes.push({ change: "cut", detail: `the value is cut to ${legal.length} characters` });
  return { value: legal, changes };
}
