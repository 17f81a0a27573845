import { setTimeout as wait } from "node:timers/promises";
import type { DataFile, WriteLayout } from "../../../spec/data-file.ts";
import type { Catalog, LoadedTable, TableIdentifier } from "../../../kit/catalog.ts";
import { DativoError } from "../../../kit/error.ts";
import type { Store } from "../../../kit/store.ts";
import type {
  Committed,
  ExistingTable,
  Load,
  LoadState,
  PrepareRequest,
  QuarantineRequest,
  SnapshotView,
  TableView,
  TargetSession,
} from "../../../kit/target.ts";
import type { World } from "../../../kit/world.ts";
import { listSnapshots, viewTable } from "../../../iceberg/describe-table.ts";
import { removeLeftovers } from "../../../iceberg/leftovers.ts";
import { readState } from "../../../iceberg/load-state.ts";
import { currentSchema, currentSnapshot } from "../../../iceberg/metadata.ts";
import { planTable } from "../../../iceberg/plan-table.ts";
import { removeAll, type Attempt } from "../../../iceberg/produce-snapshot.ts";
import { partitionLookup, scanColumns, scanTable } from "../../../iceberg/scan-table.ts";
import type { IcebergConfig } from "./config.ts";
import { quarantineConstants, withConstants } from "./quarantine-table.ts";
import { stageLoad, stageQuarantine, type Prepared, type StagedCommit, type Staging } from "./stage-commit.ts";
import { layoutOf, wantedQuarantine, wantedTable } from "./wanted-table.ts";

/** How often a commit is tried again on a table that others keep changing; each waits a little longer. */
const mostRetries = 40;

/** What a session stands on. */
export interface SessionParts {
  readonly config: IcebergConfig;
  readonly warehouse: string;
  readonly table: TableIdentifier;
  readonly job: string;
  readonly store: Store;
  readonly catalog: Catalog;
  readonly world: World;
}

/** One Iceberg table and its quarantine, for one run. */
export class IcebergSession implements TargetSession {
  readonly location: string;
  private readonly parts: SessionParts;
  private readonly quarantine: TableIdentifier;
  private readonly quarantineLocation: string;
  private prepared: (Prepared & { readonly columns: ExistingTable["scan"]["columns"] }) | undefined;

  constructor(parts: SessionParts) {
    const { table, warehouse } = parts;
    this.parts = parts;
    this.quarantine = { namespace: table.namespace, name: `${table.name}__quarantine` };
    this.location = `${warehouse}/${table.namespace}/${table.name}`;
    this.quarantineLocation = `${warehouse}/${table.namespace}/${this.quarantine.name}`;
  }

  async state(): Promise<LoadState | undefined> {
    const table = await this.parts.catalog.loadTable(this.parts.table);
    return table && readState(table.metadata, this.parts.job, (location) => this.readEarlier(location));
  }

  async prepare(request: PrepareRequest): Promise<WriteLayout> {
    const table = await this.parts.catalog.loadTable(this.parts.table);
    const wanted = wantedTable(request, this.location, {});
    const plan = planTable(table?.metadata, wanted, this.uuid(), this.now());
    const layout = this.local(layoutOf(wanted, plan.metadata, undefined, request));
    this.prepared = { request, layout, version: versionOf(table), columns: scanColumns(currentSchema(plan.metadata)) };
    return plan.changes.length === 0 ? layout : { ...layout, schemaChanges: plan.changes };
  }

  async prepareQuarantine(request: QuarantineRequest): Promise<WriteLayout> {
    const table = await this.parts.catalog.loadTable(this.quarantine);
    const wanted = wantedQuarantine(request.contractVersion, this.quarantineLocation, {});
    const plan = planTable(table?.metadata, wanted, this.uuid(), this.now());
    const layout = this.local(layoutOf(wanted, plan.metadata, undefined, { runId: request.runId, targetFileBytes: 134_217_728 }));
    return { ...layout, columns: withConstants(layout.columns, quarantineConstants(request, this.parts.job)) };
  }

  async scan(): Promise<ExistingTable | undefined> {
    const existing = await this.scanOf(this.parts.table);
    return existing && this.prepared ? { ...existing, scan: { ...existing.scan, columns: this.prepared.columns } } : existing;
  }

  async scanQuarantine(): Promise<ExistingTable | undefined> {
    return this.scanOf(this.quarantine);
  }

  async commit(load: Load): Promise<Committed> {
    const { prepared } = this;
    if (!prepared) throw new DativoError("bug", "a load was committed before its table was prepared");
    await this.makeDurable([...load.files, ...load.deleteFiles, ...load.quarantine.files]);
    for (let retries = 0; ; retries++) {
      const committed = await this.tryCommit(load, prepared, retries);
      if (committed) return committed;
      await wait(this.pause(retries));
    }
  }

  async recover(runId: string): Promise<void> {
    const { store, catalog, table } = this.parts;
    for (const [identifier, location] of [
      [table, this.location],
      [this.quarantine, this.quarantineLocation],
    ] as const) {
      await removeLeftovers(store, location, await catalog.loadTable(identifier), runId);
    }
  }

  async view(snapshotId?: string): Promise<TableView | undefined> {
    const table = await this.parts.catalog.loadTable(this.parts.table);
    return table && viewTable(this.parts.store, table.metadata, snapshotId);
  }

  async history(): Promise<readonly SnapshotView[]> {
    const table = await this.parts.catalog.loadTable(this.parts.table);
    return table === undefined ? [] : listSnapshots(table.metadata);
  }

  async probe(): Promise<void> {
    const location = `${this.parts.warehouse}/.dativo-probe-${this.parts.world.random.hex(6)}`;
    await this.parts.store.put(location, "");
    await this.parts.store.delete(location);
  }

  async close(): Promise<void> {
    await this.parts.catalog.close();
  }

  /** One attempt: undefined when somebody else was faster and it is worth trying again. */
  private async tryCommit(load: Load, prepared: Prepared, retries: number): Promise<Committed | undefined> {
    const staged: StagedCommit[] = [];
    try {
      const target = await this.stageTarget(load, prepared);
      if (target) staged.push(target);
      const beside = await this.stageQuarantine(load, prepared);
      if (beside) staged.push(beside);
    } catch (error) {
      await this.undo(staged);
      throw error;
    }
    if (staged.length === 0) return this.committed(load, undefined, retries);
    try {
      await this.parts.catalog.commit(staged.map((one) => one.commit));
    } catch (error) {
      if (!isUnknown(error)) await this.undo(staged);
      if (isConflict(error) && retries < mostRetries) return undefined;
      throw error;
    }
    return this.committed(load, staged.find((one) => one.commit.identifier === this.parts.table)?.snapshotId, retries);
  }

  private async stageTarget(load: Load, prepared: Prepared): Promise<StagedCommit | undefined> {
    const table = await this.parts.catalog.loadTable(this.parts.table);
    const wanted = wantedTable(prepared.request, this.location, { ...load.properties, ...this.parts.config.properties });
    return stageLoad(this.staging(this.parts.table, this.location, load), table, prepared, wanted, load, this.parts.job, (location) =>
      this.readEarlier(location),
    );
  }

  private async stageQuarantine(load: Load, prepared: Prepared): Promise<StagedCommit | undefined> {
    if (load.quarantine.files.length === 0 && !load.quarantine.replace) return undefined;
    const table = await this.parts.catalog.loadTable(this.quarantine);
    const properties = { ...load.properties, "dativo.quarantine-of": `${this.parts.table.namespace}.${this.parts.table.name}` };
    const wanted = wantedQuarantine(prepared.request.plan.contract.version, this.quarantineLocation, properties);
    return stageQuarantine(this.staging(this.quarantine, this.quarantineLocation, load), table, wanted, load);
  }

  private staging(identifier: TableIdentifier, location: string, load: Load): Staging {
    const attempt: Attempt = { runId: load.runId, now: this.now(), random: (bytes) => this.parts.world.random.hex(bytes) };
    return { store: this.parts.store, identifier, location, attempt, uuid: this.uuid() };
  }

  private async committed(load: Load, snapshotId: bigint | undefined, retries: number): Promise<Committed> {
    const current = snapshotId ?? (await this.parts.catalog.loadTable(this.parts.table))?.metadata["current-snapshot-id"];
    const files = [...load.files, ...load.deleteFiles];
    return {
      ...(current === undefined ? {} : { snapshotId: String(current) }),
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      retries,
    };
  }

  private async undo(staged: readonly StagedCommit[]): Promise<void> {
    for (const one of staged) await removeAll(this.parts.store, one.written);
  }

  private async scanOf(identifier: TableIdentifier): Promise<ExistingTable | undefined> {
    const table = await this.parts.catalog.loadTable(identifier);
    if (!table) return undefined;
    const { scan, version, live } = await scanTable(this.parts.store, table.metadata);
    return { scan, version, partitionOf: partitionLookup(table.metadata, live) };
  }

  private async readEarlier(location: string): Promise<string | undefined> {
    try {
      return Buffer.from(await this.parts.store.read(location)).toString("utf8");
    } catch (error) {
      if (error instanceof DativoError && error.kind === "not_found") return undefined;
      throw error;
    }
  }

  /** Engines leave files to the system's cache; a snapshot must not outlive them when the power fails. */
  private async makeDurable(files: readonly DataFile[]): Promise<void> {
    for (const { path } of files) await this.parts.store.putFile(path, path);
  }

  /** Engines write to local folders. */
  private local(layout: WriteLayout): WriteLayout {
    const folder = this.parts.store.localPath(layout.folder);
    if (folder === undefined)
      throw new DativoError("refused", `the table's data folder ${layout.folder} is not on this disk`, {
        hint: "remove the table property write.data.path",
      });
    return { ...layout, folder };
  }

  private now(): number {
    return this.parts.world.clock.now().getTime();
  }

  private uuid(): string {
    const hex = this.parts.world.random.hex(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** 5 to 10 ms, growing to at most 400: waiting writers must not stay in step. */
  private pause(retries: number): number {
    const spread = Number.parseInt(this.parts.world.random.hex(2), 16) / 65_536;
    return Math.min(400, 5 * (retries + 1)) * (1 + spread);
  }
}

function versionOf(table: LoadedTable | undefined): string {
  return String((table && currentSnapshot(table.metadata))?.["snapshot-id"] ?? "none");
}

function isConflict(error: unknown): boolean {
  return error instanceof DativoError && error.kind === "conflict" && error.retryable;
}

/** After such a failure the commit may stand: nothing that it refers to may go. */
function isUnknown(error: unknown): boolean {
  return error instanceof DativoError && error.context["commit"] === "unknown";
}
