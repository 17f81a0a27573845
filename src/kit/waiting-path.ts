import { renderPath, type NodePath } from "./document.ts";

/** Whether the value at a path, or one inside it, waits for an output of Terraform; `waits` holds the rendered paths of those that do. */
export function waitsWithin(waits: ReadonlySet<string>, path: NodePath): boolean {
  const place = renderPath(path);
  return [...waits].some((one) => one.startsWith(place) && /^(?:$|[.[])/.test(one.slice(place.length)));
}

/** A value, which stands at `path`, without what in it waits for an output. */
export function withoutWaiting(value: unknown, waits: ReadonlySet<string>, path: NodePath): unknown {
  if (typeof value !== "object" || value === null) return value;
  const open = Object.entries(value)
    .map(([key, member]) => ({ key, member: member as unknown, place: [...path, Array.isArray(value) ? Number(key) : key] }))
    .filter(({ place }) => !waits.has(renderPath(place)))
    .map(({ key, member, place }) => [key, withoutWaiting(member, waits, place)] as const);
  return Array.isArray(value) ? open.map(([, member]) => member) : Object.fromEntries(open);
}
