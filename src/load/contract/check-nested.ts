import type { NodePath } from "../../kit/document.ts";
import type { RawProperty } from "./raw-contract.ts";
import type { Report } from "./report.ts";

/**
 * Reports what a contract asks of members and elements of nested columns beyond name, type and `required`: rules are for whole
 * columns, so these are documentation.
 */
export function checkNested(column: RawProperty, path: NodePath, report: Report): void {
  for (const [member, at] of membersOf(column, path)) {
    if (member.primaryKey === true)
      report([...at, "primaryKey"], "primary-key", "a member of a nested column cannot be part of the primary key", {
        hint: "make it a column of its own",
      });
    for (const key of idleKeys(member)) idle([...at, key], report);
    for (const key of idleOptions(member)) idle([...at, "logicalTypeOptions", key], report);
    checkNested(member, at, report);
  }
}

function membersOf(raw: RawProperty, path: NodePath): readonly (readonly [RawProperty, NodePath])[] {
  return [
    ...(raw.properties ?? []).map((member, index) => [member, [...path, "properties", index]] as const),
    ...(raw.items ? [[raw.items, [...path, "items"]] as const] : []),
    ...(raw.map ? [[raw.map.key, [...path, "map", "key"]] as const, [raw.map.value, [...path, "map", "value"]] as const] : []),
  ];
}

function idleKeys(raw: RawProperty): readonly string[] {
  return [
    ...(raw.unique === true ? ["unique"] : []),
    ...(raw.enum ? ["enum"] : []),
    ...((raw.quality?.length ?? 0) > 0 ? ["quality"] : []),
  ];
}

/** Options that only name the type have their effect anywhere. */
function idleOptions(raw: RawProperty): readonly string[] {
  const options = raw.logicalTypeOptions ?? {};
  const typeOnly = ["i32", "i64", "f32", "f64"].includes(String(options["format"]));
  return Object.keys(options).filter((key) => !["timezone", "elementType", "required", ...(typeOnly ? ["format"] : [])].includes(key));
}

function idle(path: NodePath, report: Report): void {
  report(path, "unchecked-rule", `'${String(path.at(-1))}' is not checked inside a nested column`, {
    severity: "warning",
    part: "key",
    hint: "make it a column of its own to have it checked",
  });
}
