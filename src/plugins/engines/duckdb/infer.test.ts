import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineTrial, type EngineTrial } from "../../../../test/contract/engine-trial.ts";
import type { Batch, InputFormat } from "../../../spec/batch.ts";
import { engine } from "./engine.ts";

let trial: EngineTrial;
beforeAll(async () => {
  trial = await engineTrial(engine);
});
afterAll(() => trial.end());

let count = 0;
async function typesOf(text: string, format: InputFormat) {
  const file = path.join(trial.folder, `sample-${(count += 1)}`);
  writeFileSync(file, text);
  const batch: Batch = { files: [{ path: file, origin: file, sizeBytes: text.length, modifiedMs: 0 }], format };
  return Object.fromEntries((await trial.session.infer(batch)).map(({ name, type }) => [name, type]));
}

describe("times in JSON", () => {
  const plain = { kind: "timestamp", zoned: false };
  const zoned = { kind: "timestamp", zoned: true };

  test.each(["ndjson", "json"] as const)("%s: an offset makes an instant, none a wall clock", async (kind) => {
    const text = '{"a": "2026-11-21T10:00:00Z", "b": "2026-11-21T10:00:00", "c": "2026-11-21T10:00:00+02:00", "d": 1}\n';
    expect(await typesOf(text, { kind, compression: "none" })).toMatchObject({ a: zoned, b: plain, c: zoned, d: { kind: "long" } });
  });

  test("values with an offset beside others without are text, for neither type would take both", async () => {
    const text = '{"a": "2026-11-21T10:00:00"}\n{"a": "2026-11-21T10:00:00-05:00"}\n{}\n';
    expect(await typesOf(text, { kind: "ndjson", compression: "none" })).toMatchObject({ a: { kind: "string" } });
  });
});
