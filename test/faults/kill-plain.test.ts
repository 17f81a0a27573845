import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import type { FaultProject } from "./project.ts";
import { deaths, inLots, killsEach, killTime, KillRig, runJob, type Death, type Look, type Whole } from "./rig.ts";

const target = { target_connector: "parquet", target: { warehouse: "warehouse", mode: "append" } };

describe.skipIf(!hasSecondReader)(`kill -9 at a run into plain Parquet files, ${killsEach} times (pyarrow looks)`, () => {
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => reader.close());

  test(
    "all or nothing once the next command has opened the table, and the next run goes on",
    async () => {
      const whole = await killAll();
      for (const lot of inLots(deaths(whole, killsEach))) await killAll(lot);
    },
    killTime,
  );

  /** One table, and a round for each death; returns what a whole run takes. */
  async function killAll(lot: readonly Death[] = []): Promise<Whole> {
    const rig = new KillRig(plainLook(reader), target);
    try {
      rig.addFile();
      expect((await rig.act(runJob)).code).toBe(1);
      rig.addFile();
      const whole = await rig.act(runJob);
      expect(await rig.look()).toMatchObject(rig.expected());
      for (const death of lot) {
        const before = await rig.look();
        rig.addFile();
        await rig.killOnce(runJob, death, { fresh: 1, done: 0 }, before);
        expect(unrecorded(rig.project), JSON.stringify(death)).toEqual([]);
        expect((await rig.look()).cursor).not.toBe(before.cursor);
      }
      return whole;
    } finally {
      rig.project.dispose();
    }
  }
});

interface TableRecord {
  readonly files: readonly { readonly path: string }[];
  readonly quarantine: { readonly files: readonly { readonly path: string }[] };
  readonly states: unknown;
}

function newestRecord(project: FaultProject): TableRecord | undefined {
  const folder = project.path("warehouse/t/orders/.dativo");
  const newest = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^v\d+\.json$/.test(name))
        .sort()
        .at(-1)
    : undefined;
  return newest === undefined ? undefined : (JSON.parse(readFileSync(`${folder}/${newest}`, "utf8")) as TableRecord);
}

/** A decided commit is completed by whoever opens the table next: a look by the program comes first, then pyarrow's. */
function plainLook(reader: SecondReader): Look {
  return async (project) => {
    await project.cli(["table", "show", "--config", "job.yaml"]);
    const ask = async <T>(table: string, column: string): Promise<readonly T[]> =>
      (await reader.ask<T[]>({ op: "parquet", warehouse: project.path("warehouse"), table, columns: [column] })) ?? [];
    const rows = await ask<{ id: number }>("t/orders", "id");
    const bad = await ask<{ raw_record: string }>("t/orders__quarantine", "raw_record");
    return {
      ids: rows.map((row) => row.id).toSorted((a, b) => a - b),
      quarantined: bad.map((row) => Number((JSON.parse(row.raw_record) as { id: string }).id)).toSorted((a, b) => a - b),
      cursor: JSON.stringify(newestRecord(project)?.states ?? ""),
    };
  };
}

/** Files of the table's folders that its record does not name, and records beyond those that are kept. */
function unrecorded(project: FaultProject): string[] {
  const record = newestRecord(project);
  const named = new Set([...(record?.files ?? []), ...(record?.quarantine.files ?? [])].map((file) => `warehouse/t/${file.path}`));
  const files = Object.keys(project.picture());
  const records = files.filter((file) => /\/\.dativo\/v\d+\.json$/.test(file));
  return [...files.filter((file) => !named.has(file) && !records.includes(file)), ...records.slice(0, -3)];
}
