import type { NodePath } from "./document.ts";

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: NodePath): unknown {
  return path.reduce<unknown>(
    (node, part) =>
      typeof node === "object" && node !== null && Object.hasOwn(node, part) ? (node as Record<string | number, unknown>)[part] : undefined,
    value,
  );
}

/** A copy in which the value at a path is another one; the path must lead somewhere. */
export function withValue(value: unknown, path: NodePath, leaf: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return leaf;
  if (Array.isArray(value)) return value.map((item, index) => (index === part ? withValue(item, rest, leaf) : item));
  const mapping = value as Record<string, unknown>;
  return { ...mapping, [part]: withValue(mapping[part as string], rest, leaf) };
}

/** A copy without the members that are null; the value itself where it has none. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value))
    return replaceChanged(
      value,
      value.map((item) => (item === null ? null : withoutNulls(item))),
    );
  if (typeof value !== "object" || value === null) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const next = member === null ? undefined : withoutNulls(member);
    if (next === member) continue;
    copy ??= { ...value };
    if (next === undefined) delete copy[key];
    else copy[key] = next;
  }
  return copy ?? value;
}

function replaceChanged(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

/** A copy in which the member at a path is gone; the value itself where the path leads nowhere. */
export function withoutPath(value: unknown, path: NodePath): unknown {
  const [part, ...rest] = path;
  if (part === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return value;
  if (Array.isArray(value))
    return rest.length === 0
      ? value.filter((_, index) => index !== part)
      : value.map((item, index) => (index === part ? withoutPath(item, rest) : item));
  const { [part as string]: member, ...others } = value as Record<string, unknown>;
  return rest.length === 0 ? others : { ...value, [part]: withoutPath(member, rest) };
}
