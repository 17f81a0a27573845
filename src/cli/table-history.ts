import type { SnapshotView } from "../kit/target.ts";
import { acceptJob } from "./accept.ts";
import { textOption, type Action } from "./command.ts";
import { textTable } from "./text-table.ts";
import { withEngine } from "./with-engine.ts";

/** `dativo table history`: the snapshots, the oldest first, whoever made them. */
export const action: Action = async (invocation, context) => {
  const opened = await acceptJob(textOption(invocation, "config") ?? "", context.world);
  if (!opened) return 2;
  const history = await withEngine(opened, context, ({ target }) => target.history());
  if (invocation.options["json"] === true)
    context.world.terminal.out(
      `${JSON.stringify(
        history.map(({ at, ...snapshot }) => ({ ...snapshot, at: at.toISOString() })),
        undefined,
        2,
      )}\n`,
    );
  else if (history.length === 0) context.world.terminal.out("no snapshots yet\n");
  else context.world.terminal.out(textTable(["", "snapshot", "at", "operation", "added", "deleted", "total", "run"], history.map(row)));
  return 0;
};

function row({ id, at, operation, summary, current }: SnapshotView): (string | null)[] {
  return [
    current ? "*" : "",
    id,
    at.toISOString(),
    operation,
    summary["added-records"] ?? "0",
    summary["deleted-records"] ?? summary["added-position-deletes"] ?? "0",
    summary["total-records"] ?? null,
    summary["dativo.run-id"] ?? "",
  ];
}
