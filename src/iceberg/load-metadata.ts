import type { TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import { gunzipSync } from "node:zlib";
import { parseMetadata } from "./metadata.ts";

/** Reads the metadata file that a catalog names; gzipped ones too. Throws `refused` when it is missing or damaged. */
export async function loadMetadata(store: Store, location: string): Promise<TableMetadata> {
  const bytes = await readNamed(store, location);
  try {
    const text = location.endsWith(".gz.metadata.json") || location.endsWith(".metadata.json.gz") ? gunzipSync(bytes) : bytes;
    return parseMetadata(new TextDecoder("utf-8", { fatal: true }).decode(text), location);
  } catch (error) {
    if (error instanceof DativoError) throw error;
    throw new DativoError("refused", `${location} is no Iceberg table metadata: the file is damaged`, {
      hint: "restore it from a backup; nothing was written",
      context: { path: location },
      cause: error,
    });
  }
}

async function readNamed(store: Store, location: string): Promise<Uint8Array> {
  try {
    return await store.read(location);
  } catch (error) {
    if (!(error instanceof DativoError) || error.kind !== "not_found") throw error;
    throw new DativoError("refused", `the catalog names the metadata file ${location}, but it is not there`, {
      hint: "restore the file, or remove the table from the catalog",
      context: { path: location },
      cause: error,
    });
  }
}
