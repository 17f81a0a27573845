import { findPlaces, placeLabel } from "./find-places.ts";
import { findSlots } from "./find-slots.ts";
import type { DriftedResource } from "./plan-or-state.ts";
import type { TagDrift } from "./tag-audit.ts";
import { tagsAt, type Hints, type FoundTag, type TagReading } from "./tags-at.ts";
import type { Tree } from "./tree.ts";

/** Tags that are not as Terraform last wrote them, tag by tag; keys in the spelling that the resource has; values that hold a secret are left out. Pure. */
export function findTagDrift(drifted: readonly DriftedResource[], secrets: readonly string[]): readonly TagDrift[] {
  return drifted.flatMap((resource): readonly TagDrift[] => {
    const { address, before, after, beforeSensitive, afterSensitive } = resource;
    if (!after) return [{ address, change: "gone" }];
    const was = tagsOf(resource, before, beforeSensitive, secrets);
    const is = tagsOf(resource, after, afterSensitive, secrets);
    const places = [...new Set([...was.keys(), ...is.keys()])];
    return places.flatMap((slot) => compareTags(was.get(slot) ?? none, is.get(slot) ?? none).map((one) => ({ address, slot, ...one })));
  });
}

type Tags = ReadonlyMap<string, FoundTag>;
const none: Tags = new Map();
const noHints: Hints = { written: () => undefined, defaults: () => ({ tags: {}, areAll: false }) };

/** The tags at each place, by the place's label. */
function tagsOf(resource: DriftedResource, values: Tree, sensitive: unknown, secrets: readonly string[]): ReadonlyMap<string, Tags> {
  const { style, slots } = findSlots(resource, values, undefined);
  const reading: TagReading = {
    address: resource.address,
    style,
    canonical: (written) => written,
    styled: (key) => key,
    hints: noHints,
    secrets,
  };
  return new Map(
    slots
      .filter((slot) => slot.form !== "switch")
      .flatMap((slot) =>
        findPlaces(slot, values, undefined, sensitive).map(
          (place) => [placeLabel(slot, place), tagsAt(place, slot, reading).tags] as const,
        ),
      ),
  );
}

function compareTags(was: Tags, is: Tags): readonly Pick<TagDrift, "change" | "key" | "before" | "after">[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [before, after] = [was.get(key), is.get(key)];
    if (before?.value === after?.value) return [];
    const change = before === undefined ? ("added" as const) : after === undefined ? ("removed" as const) : ("changed" as const);
    // A value that was sensitive on one side is no less so on the other.
    const isSecret = before?.isSecret === true || after?.isSecret === true;
    return [{ change, key, ...(isSecret ? {} : valuesOf(before, after)) }];
  });
}

function valuesOf(before: FoundTag | undefined, after: FoundTag | undefined): Pick<TagDrift, "before" | "after"> {
  return {
    ...(before?.value === undefined ? {} : { before: before.value }),
    ...(after?.value === undefined ? {} : { after: after.value }),
  };
}
