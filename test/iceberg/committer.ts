/** A process of its own that appends files, one commit each, to the table `ns.busy`: arguments are the warehouse and the files as JSON. */
import { readFileSync } from "node:fs";
import type { DataFile } from "../../src/spec/data-file.ts";
import { column, contract, load, openTable, request } from "./rig.ts";

const [warehouse = "", list = ""] = process.argv.slice(2);
const job = String(process.pid);
const session = await openTable(warehouse, "busy", { job });
const plan = contract([column("id", "long", { required: true }), column("name", "string")], ["id"]);
for (const [index, file] of (JSON.parse(readFileSync(list, "utf8")) as DataFile[]).entries()) {
  await session.prepare(request(`${job}-${index}`, plan));
  await session.commit(load(`${job}-${index}`, [file]));
}
await session.close();
