import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import { deaths, icebergLook, icebergRubbish, inLots, killsEach, killTime, KillRig, runJob, type Death, type Whole } from "./rig.ts";

const nothing = { ids: [], quarantined: [], cursor: "" };

describe.skipIf(!hasSecondReader)(`kill -9 at first runs and replays, ${2 * killsEach} times (PyIceberg looks)`, () => {
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => reader.close());

  test(
    "a first run: no table or a whole one",
    async () => {
      let whole: Whole | undefined;
      const kill = async (death?: Death): Promise<void> => {
        const rig = new KillRig(icebergLook(reader));
        try {
          rig.addFile();
          if (death) await rig.killOnce(runJob, death, { fresh: 1, done: 0 }, nothing);
          else whole = await rig.act(runJob);
          expect(await icebergRubbish(reader, rig.project), JSON.stringify(death)).toEqual([]);
        } finally {
          rig.project.dispose();
        }
      };
      await kill();
      for (const death of deaths(whole!, killsEach)) await kill(death);
    },
    killTime,
  );

  test(
    "a replay: rows are in quarantine or in the table, never in both, never in neither",
    async () => {
      const whole = await replayAll();
      for (const lot of inLots(deaths(whole, killsEach))) await replayAll(lot);
    },
    killTime,
  );

  /** One table, and a round for each death; returns what a whole replay takes. */
  async function replayAll(lot: readonly Death[] = []): Promise<Whole> {
    const rig = new KillRig(icebergLook(reader));
    const replay = ["quarantine", "replay", "--config", "job.yaml", "--from", "mended.json"];
    const quarantineSome = async (): Promise<void> => {
      rig.addFile();
      expect((await rig.project.cli(runJob)).code).toBe(1);
    };
    try {
      await quarantineSome();
      await rig.mend();
      const whole = await rig.act(replay);
      expect(whole.code, whole.stderr).toBe(0);
      expect(await rig.look()).toMatchObject(rig.expected());
      for (const death of lot) {
        await quarantineSome();
        const before = await rig.look();
        await rig.mend();
        await rig.killOnce(replay, death, { fresh: 0, done: 0 }, before);
        expect(await icebergRubbish(reader, rig.project), JSON.stringify(death)).toEqual([]);
      }
      return whole;
    } finally {
      rig.project.dispose();
    }
  }
});
