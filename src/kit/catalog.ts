import type { TableMetadata, TableRequirement, TableUpdate } from "../spec/iceberg.ts";
import type { Store } from "./store.ts";

/** Namespace and name of an Iceberg table. */
export interface TableIdentifier {
  readonly namespace: string;
  readonly name: string;
}

/** A loaded table: what it is and which metadata file says so. */
export interface LoadedTable {
  readonly identifier: TableIdentifier;
  readonly metadataLocation: string;
  readonly metadata: TableMetadata;
}

/** What one commit wants of one table, as data (REST specification, CommitTableRequest): it can be shown, tested and tried again. */
export interface TableCommit {
  readonly identifier: TableIdentifier;
  readonly requirements: readonly TableRequirement[];
  readonly updates: readonly TableUpdate[];
  /** Where a table that does not exist yet goes. */
  readonly location: string;
  /** Part of the names of files that the commit writes, so that leftovers of a dead run can be told. */
  readonly runId?: string;
}

/** Who knows which metadata file is current. */
export interface Catalog {
  loadTable(identifier: TableIdentifier): Promise<LoadedTable | undefined>;
  listTables(namespace?: string): Promise<readonly TableIdentifier[]>;
  /** All or none; throws DativoError `conflict` (retryable) when a requirement does not hold, leaving nothing behind. */
  commit(commits: readonly TableCommit[]): Promise<readonly LoadedTable[]>;
  close(): Promise<void>;
}

/** A kind of catalog, named in `target.connection.catalog.type`. */
export interface CatalogPlugin {
  readonly name: string;
  readonly summary: string;
  readonly config: unknown;
  /** `warehouse` is a location; `store` serves it. */
  load(): Promise<{ open(config: unknown, warehouse: string, store: Store): Promise<Catalog> }>;
}
