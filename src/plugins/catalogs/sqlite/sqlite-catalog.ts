import { randomUUID } from "node:crypto";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Catalog, LoadedTable, TableCommit, TableIdentifier } from "../../../kit/catalog.ts";
import { DativoError } from "../../../kit/error.ts";
import type { Store } from "../../../kit/store.ts";
import { applyUpdates, checkRequirements, emptyMetadata } from "../../../iceberg/apply-updates.ts";
import { nextMetadata } from "../../../iceberg/next-metadata.ts";
import { loadMetadata } from "../../../iceberg/load-metadata.ts";
import { renderExactJson } from "../../../iceberg/exact-json.ts";
import { guarded, openIfThere, openOrCreate, removeAbandoned } from "./catalog-file.ts";
import type { SqliteConfig } from "./config.ts";

/** Opens the catalog of a warehouse. The file is made by the first commit: looking changes nothing. */
export async function openSqliteCatalog(config: SqliteConfig, warehouse: string, store: Store): Promise<Catalog> {
  const file = catalogFile(config, warehouse, store);
  await removeAbandoned(file);
  return new SqliteCatalog(config.name, file, store, await openIfThere(file));
}

function catalogFile(config: SqliteConfig, warehouse: string, store: Store): string {
  const folder = store.localPath(warehouse);
  const named = config.uri?.replace(/^sqlite:\/\/\//, "");
  if (named !== undefined && path.isAbsolute(named)) return named;
  if (folder !== undefined) return path.join(folder, named ?? "catalog.db");
  throw new DativoError("refused", `the warehouse ${warehouse} is not on this disk, and an SQLite catalog must be`, {
    hint: "set target.connection.catalog.uri to an absolute path",
  });
}

/** A table's row. */
interface Row {
  readonly metadataLocation: string;
}

/** A commit made ready: its metadata file is written, and only the row is missing. */
interface Staged {
  readonly commit: TableCommit;
  readonly base: LoadedTable | undefined;
  readonly loaded: LoadedTable;
}

class SqliteCatalog implements Catalog {
  private readonly name: string;
  private readonly file: string;
  private readonly store: Store;
  private database: DatabaseSync | undefined;

  constructor(name: string, file: string, store: Store, database: DatabaseSync | undefined) {
    this.name = name;
    this.file = file;
    this.store = store;
    this.database = database;
  }

  async loadTable(identifier: TableIdentifier): Promise<LoadedTable | undefined> {
    this.database ??= await openIfThere(this.file);
    const row = this.row(identifier);
    return row && { identifier, metadataLocation: row.metadataLocation, metadata: await loadMetadata(this.store, row.metadataLocation) };
  }

  async listTables(namespace?: string): Promise<readonly TableIdentifier[]> {
    this.database ??= await openIfThere(this.file);
    const { database } = this;
    if (!database) return [];
    const rows = guarded(this.file, () =>
      database.prepare("SELECT table_namespace, table_name FROM iceberg_tables WHERE catalog_name = ? ORDER BY 1, 2").all(this.name),
    );
    return rows
      .map((row) => ({ namespace: String(row["table_namespace"]), name: String(row["table_name"]) }))
      .filter((table) => namespace === undefined || table.namespace === namespace);
  }

  async commit(commits: readonly TableCommit[]): Promise<readonly LoadedTable[]> {
    this.database ??= await openOrCreate(this.file);
    const staged: Staged[] = [];
    try {
      for (const commit of commits) staged.push(await this.stage(commit));
      this.swap(staged);
    } catch (error) {
      if (!this.tookEffect(staged)) {
        for (const { loaded } of staged) await this.store.delete(loaded.metadataLocation);
        throw error;
      }
    }
    for (const one of staged) await this.dropOldMetadata(one);
    return staged.map(({ loaded }) => loaded);
  }

  async close(): Promise<void> {
    this.database?.close();
    this.database = undefined;
  }

  private row(identifier: TableIdentifier): Row | undefined {
    const { database } = this;
    if (!database) return undefined;
    const row = guarded(this.file, () =>
      database
        .prepare("SELECT * FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?")
        .get(this.name, identifier.namespace, identifier.name),
    );
    if (!row) return undefined;
    const label = `${identifier.namespace}.${identifier.name}`;
    if ((row["iceberg_type"] ?? "TABLE") !== "TABLE")
      throw new DativoError("refused", `${label} is a view in the catalog ${this.file}, not a table`, {
        hint: "name another target table",
      });
    if (typeof row["metadata_location"] === "string" && row["metadata_location"] !== "")
      return { metadataLocation: row["metadata_location"] };
    throw new DativoError("refused", `the catalog ${this.file} does not say where the metadata of ${label} is`, {
      hint: "restore the catalog from a backup",
    });
  }

  /** Writes the new metadata file; nothing refers to it yet. */
  private async stage(commit: TableCommit): Promise<Staged> {
    const { identifier } = commit;
    const current = await this.loadTable(identifier);
    checkRequirements(current?.metadata, commit.requirements, `${identifier.namespace}.${identifier.name}`);
    const now = Date.now();
    const updated = applyUpdates(current?.metadata ?? emptyMetadata(commit.location), commit.updates, now);
    const unique = commit.runId === undefined ? randomUUID() : `${commit.runId}-${randomUUID()}`;
    const { metadata, location } = nextMetadata(updated, current, unique);
    if (!(await this.store.putIfAbsent(location, renderExactJson(metadata))))
      throw new DativoError("bug", `a metadata file ${location} exists already`);
    return { commit, base: current, loaded: { identifier, metadataLocation: location, metadata } };
  }

  /** All rows in one transaction; a row that is not as it was when staged undoes all. */
  private swap(staged: readonly Staged[]): void {
    const database = this.database!;
    guarded(this.file, () => {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const one of staged) this.swapOne(database, one);
        database.exec("COMMIT");
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  private swapOne(database: DatabaseSync, { commit, base, loaded }: Staged): void {
    const { namespace, name } = commit.identifier;
    if (base === undefined) {
      database
        .prepare(
          "INSERT OR IGNORE INTO iceberg_namespace_properties (catalog_name, namespace, property_key, property_value) VALUES (?, ?, 'exists', 'true')",
        )
        .run(this.name, namespace);
    }
    const result =
      base === undefined
        ? database
            .prepare(
              "INSERT OR IGNORE INTO iceberg_tables (catalog_name, table_namespace, table_name, metadata_location, previous_metadata_location, iceberg_type) VALUES (?, ?, ?, ?, NULL, 'TABLE')",
            )
            .run(this.name, namespace, name, loaded.metadataLocation)
        : database
            .prepare(
              "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ? WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?",
            )
            .run(loaded.metadataLocation, base.metadataLocation, this.name, namespace, name, base.metadataLocation);
    if (Number(result.changes) === 1) return;
    throw new DativoError("conflict", `somebody else changed table ${namespace}.${name} at the same time`, {
      retryable: true,
      context: { table: `${namespace}.${name}` },
    });
  }

  /** After a failure it may be unknown whether the transaction went through: the rows know. */
  private tookEffect(staged: readonly Staged[]): boolean {
    const [first] = staged;
    if (first === undefined || this.database === undefined) return false;
    try {
      return this.row(first.commit.identifier)?.metadataLocation === first.loaded.metadataLocation;
    } catch (error) {
      throw new DativoError("unavailable", `it is not known whether the commit to ${this.file} went through`, {
        hint: "run the job again: it looks before it writes",
        cause: error,
        retryable: true,
        context: { commit: "unknown" },
      });
    }
  }

  /** What the table's own properties may ask for (`write.metadata.delete-after-commit.enabled`). */
  private async dropOldMetadata({ base, loaded: { metadata } }: Staged): Promise<void> {
    if (base === undefined || metadata.properties["write.metadata.delete-after-commit.enabled"] !== "true") return;
    const kept = new Set(metadata["metadata-log"].map((entry) => entry["metadata-file"]));
    const gone = base.metadata["metadata-log"].map((entry) => entry["metadata-file"]).filter((location) => !kept.has(location));
    for (const location of gone) await this.store.delete(location);
  }
}
