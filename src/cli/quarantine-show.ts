import { acceptJob } from "./accept.ts";
import { textOption, type Action } from "./command.ts";
import { withEngine } from "./with-engine.ts";
import { wholeNumber } from "./option-values.ts";
import { textTable } from "./text-table.ts";

/** `dativo quarantine show`: the newest state of the quarantine beside the job's table. */
export const action: Action = async (invocation, context) => {
  const { world } = context;
  const opened = await acceptJob(textOption(invocation, "config") ?? "", world);
  if (!opened) return 2;
  const rule = textOption(invocation, "rule");
  const rows = await withEngine(opened, context, async ({ target }, session) => {
    const quarantine = await target.scanQuarantine();
    if (!quarantine) return [];
    return (await session()).readRows(quarantine.scan, {
      limit: wholeNumber(invocation, "limit", 1) ?? 20,
      ...(rule === undefined ? {} : { where: { rule } }),
    });
  });
  if (invocation.options["json"] === true) world.terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
  else if (rows.length === 0) world.terminal.out("the quarantine is empty\n");
  else
    world.terminal.out(
      textTable(
        ["rule", "column", "reason", "file", "line", "record"],
        rows.map((row) => [
          row["rule"] ?? null,
          row["column_name"] ?? null,
          row["reason"] ?? null,
          row["source_file"] ?? null,
          row["source_line"] ?? null,
          row["raw_record"] ?? null,
        ]),
        60,
      ),
    );
  return 0;
};
