import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { landWeather } from "../../../../test/contract/plain-target-journey.ts";
import plugin from "./index.ts";

test("each row is one JSON object on a line, in a folder per partition", async () => {
  const { folder, session, dispose } = await landWeather(plugin, [{ column: "weather", transform: { kind: "identity" } }]);
  try {
    const folders = readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .sort();
    expect(folders).toEqual(["weather=drizzle", "weather=fog", "weather=rain", "weather=snow", "weather=sun"]);
    const rows = folders.flatMap((one) =>
      readdirSync(path.join(folder, one)).flatMap((name) =>
        readFileSync(path.join(folder, one, name), "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      ),
    );
    expect(rows.length).toBe(1461);
    expect(rows).toContainEqual(expect.objectContaining({ date: "2012-01-01", temp_max: 12.8, wind: 4.7 }));
    const table = await session.scan();
    expect(table?.scan.files.map((file) => table.partitionOf(file.path)[0]).sort()).toEqual(["drizzle", "fog", "rain", "snow", "sun"]);
  } finally {
    dispose();
  }
});
