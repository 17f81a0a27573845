import { isFields, type Fields, type WireValue } from "./wire-value.ts";

const maps = ["tags", "tags_all", "labels", "resource_labels", "effective_labels", "terraform_labels"];

/** The state of a resource after somebody has changed one of its tags by hand, or taken it off: for `onRead`. */
export function withTag(state: Fields, key: string, value: string | undefined): Fields {
  const changed = maps.filter((name) => isFields(state[name])).map((name) => [name, changeKey(state[name], key, value)]);
  const metadata: WireValue = state["metadata"] ?? null;
  const inMetadata = Array.isArray(metadata)
    ? { metadata: metadata.map((item: WireValue) => (isFields(item) ? { ...item, labels: changeKey(item["labels"], key, value) } : item)) }
    : {};
  return { ...state, ...(Object.fromEntries(changed) as Fields), ...inMetadata };
}

function changeKey(map: WireValue | undefined, key: string, value: string | undefined): WireValue {
  const others = Object.entries(isFields(map) ? map : {}).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}
