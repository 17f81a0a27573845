import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import { deaths, icebergLook, icebergRubbish, inLots, killsEach, killTime, KillRig, runJob, type Death, type Whole } from "./rig.ts";

describe.skipIf(!hasSecondReader)(`kill -9 at a run into Iceberg, ${2 * killsEach} times (PyIceberg looks)`, () => {
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => reader.close());

  test.each(["append", "merge"] as const)(
    "%s: all or nothing, and the next run goes on",
    async (mode) => {
      const steps = await killAll(mode);
      for (const lot of inLots(deaths(steps, killsEach))) await killAll(mode, lot);
    },
    killTime,
  );

  /** One table, and a round for each death; returns what a whole run takes. */
  async function killAll(mode: "append" | "merge", lot: readonly Death[] = []): Promise<Whole> {
    const rig = new KillRig(icebergLook(reader), { target: { warehouse: "warehouse", mode } });
    try {
      rig.addFile();
      expect((await rig.act(runJob)).code).toBe(1);
      rig.addFile();
      const whole = await rig.act(runJob);
      expect(whole.code).toBe(1);
      let before = await rig.look();
      expect(before).toMatchObject(rig.expected());
      for (const death of lot) {
        rig.addFile();
        await rig.killOnce(runJob, death, { fresh: 1, done: 0 }, before);
        expect(await icebergRubbish(reader, rig.project), JSON.stringify(death)).toEqual([]);
        const after = await rig.look();
        expect(after.cursor).not.toBe(before.cursor);
        before = after;
      }
      return whole;
    } finally {
      rig.project.dispose();
    }
  }
});
