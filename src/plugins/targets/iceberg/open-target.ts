import path from "node:path";
import { fileURLToPath } from "node:url";
import { DativoError } from "../../../kit/error.ts";
import type { Store } from "../../../kit/store.ts";
import type { TargetRequest, TargetSession } from "../../../kit/target.ts";
import type { World } from "../../../kit/world.ts";
import { icebergConfig } from "./config.ts";
import { IcebergSession } from "./iceberg-session.ts";

/** Opens one table and its quarantine. Nothing is created before the first commit. */
export async function openIcebergTarget(request: TargetRequest, world: World): Promise<TargetSession> {
  const config = icebergConfig().parse(request.config);
  const { catalogs } = pluginsOf(request);
  const { type } = config.connection.catalog;
  const plugin = catalogs[type];
  if (plugin === undefined)
    throw new DativoError("refused", `there is no catalog of type '${type}'`, {
      hint: `those that exist: ${Object.keys(catalogs).join(", ")}`,
    });
  const warehouse = warehouseLocation(config.warehouse, request.root);
  const store = await openStore(request, warehouse);
  const catalog = await (await plugin.load()).open(config.connection.catalog, warehouse, store);
  return new IcebergSession({ config, warehouse, table: request.table, job: request.job, store, catalog, world });
}

function pluginsOf(request: TargetRequest): NonNullable<TargetRequest["plugins"]> {
  if (request.plugins) return request.plugins;
  throw new DativoError("bug", "the Iceberg target was opened without the stores and catalogs that it stands on");
}

/** An absolute path without a slash at its end: PyIceberg and Spark take these as they are, and so do engines. */
function warehouseLocation(text: string, root: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return path.resolve(root, text);
  return scheme === "file" ? path.resolve(fileURLToPath(text.replace(/^file:\/(?!\/)/, "file:///"))) : text.replace(/\/+$/, "");
}

async function openStore(request: TargetRequest, warehouse: string): Promise<Store> {
  const { stores } = pluginsOf(request);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(warehouse)?.[1]?.toLowerCase() ?? "";
  const plugin = Object.values(stores).find((candidate) => candidate.schemes.includes(scheme));
  if (plugin) return (await plugin.load()).open({});
  const known = Object.values(stores)
    .flatMap((candidate) => candidate.schemes)
    .map((name) => (name === "" ? "a path" : `${name}://`));
  throw new DativoError("refused", `a warehouse at ${scheme}:// cannot be reached`, { hint: `those that can: ${known.join(", ")}` });
}
