import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import { deaths, icebergLook, icebergRubbish, killsEach, killTime, KillRig, runJob } from "./rig.ts";

describe.skipIf(!hasSecondReader)(`kill -9 at a run into Iceberg, ${2 * killsEach} times (PyIceberg looks)`, () => {
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => reader.close());

  test.each(["append", "merge"] as const)(
    "%s: all or nothing, and the next run goes on",
    async (mode) => {
      const rig = new KillRig(icebergLook(reader), { target: { warehouse: "warehouse", mode } });
      try {
        rig.addFile();
        expect((await rig.act(runJob)).code).toBe(1);
        rig.addFile();
        const whole = await rig.act(runJob);
        expect(whole.code).toBe(1);
        let before = await rig.look();
        expect(before).toMatchObject(rig.expected());
        for (const death of deaths(whole, killsEach)) {
          rig.addFile();
          await rig.killOnce(runJob, death, { fresh: 1, done: 0 }, before);
          expect(await icebergRubbish(reader, rig.project), JSON.stringify(death)).toEqual([]);
          const after = await rig.look();
          expect(after.cursor).not.toBe(before.cursor);
          before = after;
        }
      } finally {
        rig.project.dispose();
      }
    },
    killTime,
  );
});
