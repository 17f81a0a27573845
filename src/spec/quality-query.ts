/** Placeholders of a quality query that stand for the load: ODCS names several. */
export const tablePlaceholders: readonly string[] = ["object", "table", "schema", "model"];
/** Placeholders that stand for the column on which the rule hangs. */
export const columnPlaceholders: readonly string[] = ["column", "property", "field"];

/** Finds `${name}` in a quality query; group 1 is the name. Global: use with matchAll or replace. */
export const queryPlaceholder = /\$\{\s*([A-Za-z_]\w*)\s*\}/g;

/**
 * The query with `${object}` for the load, whatever the author called it (a placeholder or the object's physical name), and
 * the column's quoted name in place of the column placeholders.
 */
export function fillQuery(
  query: string,
  names: { readonly object: string; readonly physicalName?: string | undefined; readonly column?: string | undefined },
): string {
  const filled = query.replace(queryPlaceholder, (whole, name: string) => {
    if (tablePlaceholders.includes(name)) return "${object}";
    return columnPlaceholders.includes(name) && names.column !== undefined ? `"${names.column.replaceAll('"', '""')}"` : whole;
  });
  const ownName = new RegExp(`(?<![\\w"])${escape(names.object)}(?![\\w"])`, "i");
  if (filled.includes("${object}") || ownName.test(filled) || names.physicalName === undefined) return filled;
  return filled.replace(new RegExp(`(?<![\\w".'])(?:\\w+\\.)?${escape(names.physicalName)}(?![\\w"'])`, "gi"), "$${object}");
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
