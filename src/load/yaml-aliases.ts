import { EVENT_ID, type Event } from "js-yaml";

/** Nodes of a document once its aliases are written out: far beyond what people write by hand. */
const maxNodes = 100_000;

/**
 * Offset of the alias at which a document grows beyond reason when its aliases are written out (a "YAML bomb"), or which
 * contains itself; undefined where there is none. Costs one pass over the events, nothing in memory.
 */
export function findExplosion(source: string, events: readonly Event[]): number | undefined {
  if (!events.some((event) => event.type === EVENT_ID.ALIAS)) return undefined;
  const sizes = new Map<string, number>();
  const open: { anchor: string | undefined; size: number }[] = [{ anchor: undefined, size: 0 }];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      const { anchor, size } = open.pop()!;
      if (anchor !== undefined) sizes.set(anchor, size);
      if (open.length > 0) open.at(-1)!.size += size;
      else open.push({ anchor: undefined, size: 0 });
    } else if (event.type === EVENT_ID.ALIAS) {
      const name = source.slice(event.anchorStart, event.anchorEnd);
      const inside = open.some(({ anchor }) => anchor === name);
      open.at(-1)!.size += sizes.get(name) ?? 1;
      if (inside || open.at(-1)!.size > maxNodes) return event.anchorStart - 1;
    } else if (event.type === EVENT_ID.SCALAR) {
      open.at(-1)!.size += 1;
      const anchor = anchorOf(source, event);
      if (anchor !== undefined) sizes.set(anchor, 1);
    } else {
      open.push({ anchor: event.type === EVENT_ID.DOCUMENT ? undefined : anchorOf(source, event), size: 1 });
    }
  }
  return undefined;
}

function anchorOf(source: string, event: { anchorStart: number; anchorEnd: number }): string | undefined {
  return event.anchorStart < 0 ? undefined : source.slice(event.anchorStart, event.anchorEnd);
}
