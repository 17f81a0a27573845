import { DativoError } from "../kit/error.ts";
import { suggest } from "../kit/suggest.ts";
import type { TableView } from "../kit/target.ts";
import { acceptJob } from "./accept.ts";
import { textOption, type Action } from "./command.ts";
import { wholeNumber } from "./option-values.ts";
import { noTable } from "./table-show.ts";
import { textTable } from "./text-table.ts";
import { withEngine } from "./with-engine.ts";

/** `dativo table rows`: rows as they stand, or as they stood at a snapshot. */
export const action: Action = async (invocation, context) => {
  const { world } = context;
  const opened = await acceptJob(textOption(invocation, "config") ?? "", world);
  if (!opened) return 2;
  const limit = wholeNumber(invocation, "limit", 1) ?? 20;
  const { rows, columns } = await withEngine(opened, context, async ({ target }, session) => {
    const view = await target.view(textOption(invocation, "snapshot"));
    if (!view) throw noTable(opened);
    const columns = chosenColumns(view, textOption(invocation, "columns"));
    return { columns, rows: view.scan.files.length === 0 ? [] : await (await session()).readRows(view.scan, { limit, columns }) };
  });
  if (invocation.options["json"] === true) world.terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
  else
    world.terminal.out(
      textTable(
        columns,
        rows.map((row) => columns.map((column) => row[column] ?? null)),
      ),
    );
  return 0;
};

function chosenColumns(view: TableView, named: string | undefined): readonly string[] {
  const all = view.scan.columns.map((column) => column.name);
  if (named === undefined) return all;
  const wanted = named.split(",").map((name) => name.trim());
  for (const name of wanted) {
    if (all.includes(name)) continue;
    const near = suggest(name, all);
    throw new DativoError("not_found", `the table has no column '${name}'`, {
      hint: near === undefined ? `columns: ${all.join(", ")}` : `did you mean '${near}'?`,
    });
  }
  return wanted;
}
