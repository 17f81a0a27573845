/** A process of its own that appends two rows, one commit each, to the table `ns.busy`: arguments are the warehouse and a number. */
import { appendRows, column, contract, openTable } from "./rig.ts";

const [warehouse = "", number = ""] = process.argv.slice(2);
const session = await openTable(warehouse, "busy", { job: `job${number}` });
const plan = contract([column("id", "long", { required: true }), column("name", "string")], ["id"]);
for (const part of [0, 1])
  await appendRows(session, `run-${number}-${part}`, plan, `SELECT ${Number(number) * 10 + part}::BIGINT AS id, 'x' AS name`);
await session.close();
