import { placeLabel, type Place } from "./find-places.ts";
import type { TagFinding, TagProblem } from "./tag-audit.ts";
import type { ExpectedTag } from "./tag-expectation.ts";
import type { TagSlot } from "./tag-slot.ts";
import { isSameValue } from "./tag-style.ts";
import { tagsAt, type FoundTag, type TagReading } from "./tags-at.ts";
import { asTree, maskOf } from "./tree.ts";

/** What is wrong at one place; nothing where the tags are inherited from elsewhere. */
export function judgeTags(place: Place, slot: TagSlot, reading: TagReading, expected: readonly ExpectedTag[]): readonly TagFinding[] {
  if (areAllFine(place, slot, reading, expected)) return [];
  const finding = (key: string, problem: TagProblem, more: Partial<TagFinding> = {}): TagFinding => ({
    slot: placeLabel(slot, place),
    key,
    styled: reading.styled(key, reading.style),
    problem,
    ...more,
  });
  const inherited = inheritedAt(place, slot);
  if (inherited === "yes") return [];
  if (slot.form === "switch") {
    if (inherited === "unknown") return expected.map(({ key }) => finding(key, "unknown"));
    const detail = `what it launches inherits no tags: must be ${slot.switches!.join(" or ")}`;
    return expected.map(({ key }) => finding(key, "missing", { detail }));
  }
  const { tags, isOpen } = tagsAt(place, slot, reading);
  return expected.flatMap((one): TagFinding[] => {
    const wrong = judgeTag(one, tags.get(one.key), isOpen || inherited === "unknown", reading);
    if (!wrong) return [];
    const isNowhere = place.holder === undefined && wrong.problem === "missing";
    return [finding(one.key, wrong.problem, isNowhere ? { detail: "there is no such block" } : wrong)];
  });
}

/**
 * Whether every tag stands there under the provider's own spelling, known and right: so it is nearly always, and to see it
 * takes a third of the time that reading all tags takes. It is never true where the long way finds something.
 */
function areAllFine(
  { holder, unknown, at }: Place,
  slot: TagSlot,
  { style, styled }: TagReading,
  expected: readonly ExpectedTag[],
): boolean {
  if (!holder || slot.form !== undefined) return false;
  const name = slot.merged !== undefined && asTree(holder[slot.merged]) ? slot.merged : String(at.at(-1));
  const tags = asTree(holder[name]);
  const mask = maskOf(unknown, name);
  if (!tags || mask === true) return false;
  return expected.every(({ key, value: wanted }) => {
    const written = styled(key, style);
    const value = tags[written];
    if (maskOf(mask, written) === true) return false;
    return typeof value === "string" && value.trim() !== "" && (wanted === undefined || isSameValue(key, wanted, value, style));
  });
}

function judgeTag(
  { key, value: expected }: ExpectedTag,
  found: FoundTag | undefined,
  mayCome: boolean,
  { style }: TagReading,
): (Pick<TagFinding, "problem"> & Partial<TagFinding>) | undefined {
  if (!found) return { problem: mayCome ? "unknown" : "missing" };
  if (found.idle !== undefined) return { problem: "missing", detail: found.idle };
  if (found.value === undefined) return { problem: "unknown", valueOnly: true };
  if (found.value.trim() === "") return { problem: "missing", detail: "it is blank" };
  if (expected === undefined || isSameValue(key, expected, found.value, style)) return undefined;
  return { problem: "wrong", expected, ...(found.isSecret ? {} : { found: found.value }) };
}

function inheritedAt({ holder, unknown, at }: Place, slot: TagSlot): "yes" | "no" | "unknown" {
  const name = slot.form === "switch" ? String(at.at(-1)) : slot.inherit;
  if (name === undefined) return "no";
  if (maskOf(unknown, name) === true) return "unknown";
  const value = asTree(holder)?.[name];
  return slot.switches!.some((one) => one === value) ? "yes" : "no";
}
