import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { landWeather, weather } from "../../../../test/contract/plain-target-journey.ts";
import plugin from "./index.ts";

test("rows come out as they went in, under a header", async () => {
  const { folder, staged, dispose } = await landWeather(plugin);
  try {
    const [file] = readdirSync(folder).filter((name) => !name.startsWith("."));
    expect(file).toMatch(/^r1-.*\.csv$/);
    const [header, ...rows] = readFileSync(path.join(folder, file!), "utf8").trimEnd().split("\n");
    const [givenHeader, ...given] = readFileSync(weather.file, "utf8").trimEnd().split("\n");
    expect(header).toBe(givenHeader);
    expect(rows.sort()).toEqual(given.sort());
    expect(staged.files[0]?.rows).toBe(given.length);
  } finally {
    dispose();
  }
});
