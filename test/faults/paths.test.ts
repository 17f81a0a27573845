import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders } from "./project.ts";

let project: FaultProject;
beforeEach(
  () =>
    void (project = new FaultProject({ "inner/dativo.yaml": "{}\n", "inner/contract.yaml": contract, "inner/data/a.csv": orders(1, 2) })),
);
afterEach(() => project.dispose());

const run = ["run", "--config", "inner/job.yaml"];
const climbing = "../../../escaped";

test.each([
  ["tenant_id", { tenant_id: climbing }, "job.yaml:1:12"],
  ["environment", { environment: climbing }, "job.yaml:7:14"],
  ["target.table", { target: { warehouse: "warehouse", mode: "append", table: climbing } }, "job.yaml:6:"],
  ["target.namespace", { target: { warehouse: "warehouse", mode: "append", namespace: climbing } }, "job.yaml:6:"],
  ["an absolute tenant_id", { tenant_id: "/etc" }, "job.yaml:1:12"],
  ["a tenant_id that begins like a placeholder", { tenant_id: `$\${a}/${climbing}` }, "job.yaml:1:12"],
  ["an environment that begins like a placeholder", { environment: `{{{{a}}/${climbing}` }, "job.yaml:7:14"],
  ["a tenant_id of dots", { tenant_id: ".." }, "job.yaml:1:12"],
] as const)("%s that climbs out of the warehouse is refused at its place", async (_name, keys, place) => {
  project.write("inner/job.yaml", jobText(keys));
  const { code, stderr } = await project.cli(run);
  expect(code).toBe(2);
  expect(stderr).toContain(place);
  expect(readdirSync(project.folder).sort()).toEqual(["dativo.yaml", "inner"]);
  expect(readdirSync(project.path("inner")).sort()).toEqual(["contract.yaml", "data", "dativo.yaml", "job.yaml"]);
});

test.each([
  ["an object", `  - name: ${climbing}\n    physicalName: ${climbing}\n`],
  ["a physical name", `  - name: orders\n    physicalName: ${climbing}\n`],
])("%s of a contract never names a place outside of the warehouse", async (_name, head) => {
  project.write("inner/contract.yaml", contract.replace("  - name: orders\n", head));
  project.write("inner/job.yaml", jobText());
  await project.cli(run);
  expect(existsSync(project.path("escaped"))).toBe(false);
  expect(filesOutside()).toEqual([]);
});

describe.each(["iceberg", "parquet", "csv", "json"])("values that become folders of a %s table", (target) => {
  test("stay names: none leads out of the table, none is lost", async () => {
    const notes = ["../../../../escaped", "/etc/passwd", "..", ".", "a/b", "a\\b", "%2e%2e%2f", "x=y", " ", "\u00e9\u4e2d"];
    project.write("inner/data/a.csv", `id,amount,note\n${notes.map((note, index) => `${index},1.00,"${note}"\n`).join("")}`);
    project.write(
      "inner/job.yaml",
      jobText({ target_connector: target, target: { warehouse: "warehouse", mode: "append", partitioning: ["note"] } }),
    );
    const { code, stdout } = await project.cli(run);
    expect(code, stdout).toBe(0);
    expect(filesOutside()).toEqual([]);
    const table = Object.keys(project.picture("inner/warehouse/t/orders")).filter(
      (file) => /\.(parquet|csv|json|ndjson)$/.test(file) && !/metadata\.json$|\.dativo\//.test(file),
    );
    expect(table).toHaveLength(notes.length);
    expect((await project.rows("inner/job.yaml")).map((row) => row["note"]).toSorted()).toEqual(notes.toSorted());
  });
});

/** Files that a run made elsewhere than in its warehouse and its state folder. */
function filesOutside(): string[] {
  const known = /^(dativo\.yaml|inner\/(dativo\.yaml|job\.yaml|contract\.yaml|data\/a\.csv|warehouse\/.*|\.dativo\/.*))$/;
  return Object.keys(project.picture(".")).filter((file) => !known.test(path.normalize(file)));
}
