import { afterAll, beforeAll, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { Rig, type Project } from "./rig.ts";

let rig: Rig;
beforeAll(() => {
  if (hasSecondReader) rig = new Rig();
});
afterAll(() => rig?.close());

/** The folder of a file names `day` and `kind`; the rules, the cursor and the readers need them all the same. */
function partitioned(connector: string): Project {
  const project = rig.project();
  project.contract({
    properties: [
      { name: "id", logicalType: "integer", required: true, unique: true },
      { name: "day", logicalType: "date", required: true },
      { name: "kind", logicalType: "string", unique: true },
    ],
    quality: [
      {
        type: "library",
        name: "one_kind_at_most_missing",
        metric: "nullValues",
        arguments: { properties: ["kind"] },
        mustBeLessOrEqualTo: 1,
      },
      {
        type: "sql",
        name: "no_odd_kind",
        query: "SELECT count(*) FROM ${object} WHERE kind = 'odd' OR day < DATE '2026-01-01'",
        mustBe: 0,
      },
    ],
  });
  project.job({
    target_connector: connector,
    source: { incremental: { strategy: "cursor", cursor_field: "day" } },
    target: { partitioning: ["day", "kind"], mode: "append" },
    schema_validation_mode: "warn",
  });
  return project;
}

test.skipIf(!hasSecondReader).each(["csv", "json", "parquet"])(
  "%s: columns that folders name are judged, followed and read back",
  async (connector) => {
    const project = partitioned(connector);
    const rowsOf = async () =>
      JSON.parse((await project.dativo("table", "rows", "--config", "job.yaml", "--json")).stdout) as { id: string }[];
    project.write("data/1.csv", "id,day,kind\n1,2026-01-01,a b/ü\n2,2026-01-02,\n");
    const first = await project.dativo("run", "--config", "job.yaml", "--json");
    expect(first.stderr).not.toContain("job_error");
    expect(JSON.parse(first.stdout)).toMatchObject({ exit_code: 0, verdicts: [], cursor: { after: "2026-01-02" }, rows: { landed: 2 } });

    project.write("data/2.csv", "id,day,kind\n3,2026-01-03,a b/ü\n4,2026-01-03,c\n");
    const second = await project.dativo("run", "--config", "job.yaml", "--json");
    expect(JSON.parse(second.stdout)).toMatchObject({
      exit_code: 1,
      rules: [{ rule: "unique.kind", count: 1 }],
      rows: { landed: 1, quarantined: 1, skipped: 2 },
    });
    expect((await rowsOf()).toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual([
      { id: "1", day: "2026-01-01", kind: "a b/ü" },
      { id: "2", day: "2026-01-02", kind: null },
      { id: "4", day: "2026-01-03", kind: "c" },
    ]);

    project.write("data/3.csv", "id,day,kind\n5,2026-01-04,odd\n");
    const third = await project.dativo("run", "--config", "job.yaml", "--json");
    expect(JSON.parse(third.stdout)).toMatchObject({ exit_code: 1, verdicts: [{ rule: "no_odd_kind", measured: "1" }] });
  },
);
