import type { Locate } from "../kit/check-shape.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { SchemaObject } from "../spec/contract.ts";
import { problemAt, type Report } from "./report.ts";

/** Parts of a table's identifier: safe as folders on every system. */
const safePart = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/;

/**
 * Namespace and name of the job's table: `target.table` (`name`, or `namespace.name`); else the tenant, and the contract
 * object's physical name or name in lower case with `_` for what a path or a catalog could misread.
 */
export function tableIdentifier(
  named: string | undefined,
  loaded: LoadedJob,
  object: SchemaObject | undefined,
  locate: Locate,
  report: Report,
): { readonly namespace: string; readonly name: string } | undefined {
  const tenant = loaded.job.value?.tenant_id;
  if (tenant === undefined) return undefined;
  if (named === undefined) return object && { namespace: tenant, name: safeTableName(object.physicalName ?? object.name) };
  const parts = named.split(".");
  if (parts.length > 2 || !parts.every((part) => safePart.test(part))) {
    report(
      problemAt(locate, ["table"], "unsafe-name", `target.table '${named.slice(0, 60)}' cannot name a table`, {
        hint: "write `name` or `namespace.name` with letters, digits, _ and -",
      }),
    );
    return undefined;
  }
  return parts.length === 2 ? { namespace: parts[0]!, name: parts[1]! } : { namespace: tenant, name: parts[0]! };
}

/** `Sales.Orders 2024` -> `sales_orders_2024`. Never empty, never leads out of a folder. */
export function safeTableName(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "_")
    .replace(/^[_-]+|[_-]+$/g, "")
    .slice(0, 128);
  return safe === "" ? "table" : safe;
}
