import type { LoadedJob } from "../kit/loaded-job.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { SchemaObject } from "../spec/contract.ts";
import type { Report } from "./report.ts";

/**
 * Which object of the contract a job loads: the only one, or the one that the source (`objects`, `files[].object`,
 * `tables[].object`), `target.table`, the asset's name or the contract itself names.
 */
export function chooseObject(loaded: LoadedJob, report: Report): SchemaObject | undefined {
  const objects = loaded.contract?.objects ?? [];
  if (objects.length <= 1) return objects[0];
  const named = namedObjects(loaded);
  const found = objects.filter(
    (object) => named.includes(object.name) || (object.physicalName !== undefined && named.includes(object.physicalName)),
  );
  if (found.length === 1) return found[0];
  const { document, value } = loaded.job;
  const names = objects.map((object) => object.name).join(", ");
  const message =
    found.length > 1
      ? `the job names several objects of the contract: ${found.map((one) => one.name).join(", ")}`
      : `the contract has several objects, and the job does not say which it loads`;
  report(
    diagnosticAt(document.file, document.rangeOf([value?.asset_path === undefined ? "asset" : "asset_path"]), "unknown-object", message, {
      hint: `write source.objects: [name]; there are ${names}`,
    }),
  );
  return undefined;
}

function namedObjects(loaded: LoadedJob): readonly string[] {
  const source = (loaded.job.value?.source ?? {}) as Readonly<Record<string, unknown>>;
  const objects = list(source["objects"]).filter((one) => typeof one === "string");
  if (objects.length > 0) return objects;
  const entries = [...list(source["files"]), ...list(source["tables"])].flatMap((one) =>
    typeof one === "object" && one !== null ? [(one as Record<string, unknown>)["object"]] : [],
  );
  const own = entries.filter((one) => typeof one === "string");
  if (own.length > 0) return own;
  const { target, asset } = loaded.job.value ?? {};
  return [target?.table?.split(".").at(-1), asset?.split("/").at(-1), loaded.contract?.facts.object].filter((one) => one !== undefined);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
