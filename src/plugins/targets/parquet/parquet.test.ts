import { describe, expect, test } from "vitest";
import { askPython, hasPython, landWeather } from "../../../../test/contract/plain-target-journey.ts";
import plugin from "./index.ts";

describe.skipIf(!hasPython)("read by pyarrow", () => {
  test("the folder is a table with every row and exact types", async () => {
    const { folder, staged, committed, dispose } = await landWeather(plugin);
    try {
      expect([staged.landed, committed.files]).toEqual([1461, 1]);
      const read = askPython(
        "import sys, json, pyarrow.parquet as pq; t = pq.read_table(sys.argv[1]); print(json.dumps([t.num_rows, [str(x) for x in t.schema.types], str(sum(t['precipitation'].to_pylist())), str(min(t['date'].to_pylist()))]))",
        folder,
      );
      expect(read).toEqual([
        1461,
        ["date32[day]", "decimal128(9, 1)", "decimal128(9, 1)", "decimal128(9, 1)", "double", "string"],
        "4426.0",
        "2012-01-01",
      ]);
    } finally {
      dispose();
    }
  });

  test("partition folders are found by their names", async () => {
    const { folder, dispose } = await landWeather(plugin, [{ column: "date", transform: { kind: "year" } }]);
    try {
      const read = askPython(
        "import sys, json, pyarrow.parquet as pq; t = pq.read_table(sys.argv[1], filters=[('date_year', '=', 2013)]); print(json.dumps([t.num_rows, str(min(t['date'].to_pylist())), str(max(t['date'].to_pylist()))]))",
        folder,
      );
      expect(read).toEqual([365, "2013-01-01", "2013-12-31"]);
    } finally {
      dispose();
    }
  });
});

test("plain Parquet is not merged", () => {
  expect(plugin.capabilities).toEqual({ modes: ["append", "overwrite"], fileFormats: ["parquet"] });
});
