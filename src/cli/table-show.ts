import { DativoError } from "../kit/error.ts";
import type { TableView } from "../kit/target.ts";
import { acceptJob } from "./accept.ts";
import { textOption, type Action } from "./command.ts";
import { plural } from "./describe-run.ts";
import type { OpenedJob } from "./open-job.ts";
import { textTable } from "./text-table.ts";
import { withEngine } from "./with-engine.ts";

/** `dativo table show`: schema, partitioning, properties. */
export const action: Action = async (invocation, context) => {
  const opened = await acceptJob(textOption(invocation, "config") ?? "", context.world);
  if (!opened) return 2;
  const { view, location } = await withEngine(opened, context, async ({ target }) => ({
    view: await target.view(textOption(invocation, "snapshot")),
    location: target.location,
  }));
  if (!view) throw noTable(opened);
  context.world.terminal.out(
    invocation.options["json"] === true ? `${JSON.stringify(asJson(view, location), undefined, 2)}\n` : describe(view, location),
  );
  return 0;
};

/** Said by every command that looks at a table which no run has made yet. */
export function noTable({ job }: OpenedJob): DativoError {
  return new DativoError("not_found", `there is no table ${job.target.table.namespace}.${job.target.table.name} yet`, {
    hint: `dativo run --config ${job.file} makes it`,
  });
}

function rowsOf(view: TableView): number {
  return view.scan.files.reduce((sum, file) => sum + file.rows, 0);
}

function asJson({ scan: _scan, ...view }: TableView, location: string): unknown {
  return { location, ...view, files: _scan.files.map(({ path, rows, deletes }) => ({ path, rows, delete_files: deletes.length })) };
}

function describe(view: TableView, location: string): string {
  const deletes = new Set(view.scan.files.flatMap((file) => file.deletes)).size;
  const facts = [
    `table        ${location}`,
    ...(view.snapshotId === undefined ? [] : [`snapshot     ${view.snapshotId}`]),
    `data         ${plural(rowsOf(view), "row")} in ${plural(view.scan.files.length, "file")}${deletes > 0 ? `, less those in ${plural(deletes, "delete file")}` : ""}`,
    `partitioned  ${view.partitioning.join(", ") || "no"}`,
    ...(view.identifiers.length === 0 ? [] : [`key          ${view.identifiers.join(", ")}`]),
  ];
  const columns = textTable(
    ["id", "column", "type", "required", "doc"],
    view.columns.map((column) => [
      column.id === undefined ? "" : String(column.id),
      column.name,
      column.type,
      column.required ? "yes" : "",
      column.doc ?? "",
    ]),
    60,
  );
  const properties = textTable(
    ["property", "value"],
    Object.entries(view.properties)
      .filter(([key]) => !key.startsWith("dativo."))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    80,
  );
  return `${facts.join("\n")}\n\n${columns}\n${properties}`;
}
