import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import { KillRig, type Death } from "./rig.ts";

const kills = Number(process.env["DATIVO_KILLS"] ?? 25);

describe.skipIf(!hasSecondReader)(`kill -9, ${kills} times (PyIceberg looks)`, () => {
  let reader: SecondReader;
  beforeAll(() => void (reader = openSecondReader()));
  afterAll(() => reader.close());

  test.each(["append", "merge"] as const)(
    "%s: all or nothing, and the next run goes on",
    async (mode) => {
      const rig = new KillRig(reader, mode);
      try {
        rig.addFile();
        expect((await rig.run()).code).toBe(1);
        rig.addFile();
        const whole = await rig.run();
        expect(whole.code).toBe(1);
        expect(await rig.look()).toMatchObject(rig.expected());
        for (const death of deaths(whole, kills / 2)) await killOnce(rig, death);
      } finally {
        rig.remove();
      }
    },
    kills * 10_000,
  );
});

async function killOnce(rig: KillRig, death: Death): Promise<void> {
  const what = JSON.stringify(death);
  const before = await rig.look();
  rig.addFile();
  await rig.run(death);
  const after = rig.expected();
  const found = await rig.look();
  const isOld = JSON.stringify(found) === JSON.stringify(before);
  if (!isOld) expect({ what, ids: found.ids, quarantined: found.quarantined }).toEqual({ what, ...after });
  if (!isOld) expect(found.cursor, what).not.toBe(before.cursor);
  const next = await rig.run();
  expect(next.stderr, what).not.toContain("job_error");
  expect(next.code, `${what}\n${next.stderr}`).toBe(isOld ? 1 : 0);
  expect({ what, ...(await rig.look()) }).toMatchObject({ what, ...after });
  expect(await rig.rubbish(), what).toEqual([]);
}

/** Two thirds sweep the steps of a whole run from the first to the last; the others strike at any time. Seeded: a failure comes again. */
function deaths(whole: { readonly steps: number; readonly ms: number }, count: number): Death[] {
  const sweep = Math.ceil((count * 2) / 3);
  const steps = Array.from({ length: sweep }, (_, index) => ({
    step: 1 + Math.round((index * (whole.steps - 1)) / Math.max(1, sweep - 1)),
  }));
  let seed = 20_261_121;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const moments = Array.from({ length: Math.floor(count) - sweep }, () => ({ ms: Math.round(random() * whole.ms) }));
  return [...steps, ...moments];
}
