import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deriveTags, loadInfrastructure, loadJob, readOutputs, realWorld, renderOutputs, renderTags, runJob } from "../../src/index.ts";
import { hasSecondReader } from "../second-reader/reader.ts";
import { Rig } from "./rig.ts";

describe.skipIf(!hasSecondReader)("the library does what the command line does (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  test("a job is loaded, its tags derived, and run", async () => {
    const made = rig.project();
    made.contract({ properties: [{ name: "id", logicalType: "integer", required: true }] });
    made.job({ finops: { cost_center: "FIN-1" } });
    made.write("data/a.csv", "id\n1\n2\n3\n");
    const world = { ...realWorld(), cwd: made.folder };
    const { job, diagnostics } = await loadJob("job.yaml", world);
    expect(diagnostics).toEqual([]);
    expect(deriveTags(job!).find((tag) => tag.key === "cost_center")).toMatchObject({ namespace: "finops", value: "FIN-1" });
    expect(renderTags(deriveTags(job!), "iceberg").tags["finops.cost_center"]).toBe("FIN-1");
    const trial = await runJob(job!, { validateOnly: true }, world);
    expect({ exitCode: trial.exitCode, rows: await made.rows() }).toEqual({ exitCode: 0, rows: [] });
    const { exitCode, record } = await runJob(job!, {}, world);
    expect({ exitCode, landed: record.rows.landed }).toEqual({ exitCode: 0, landed: 3 });
    expect(await made.rows()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect((await made.properties())["finops.cost_center"]).toBe("FIN-1");
  });

  test("problems are diagnostics, failures are results, an aborted run is interrupted and lands nothing", async () => {
    const made = rig.project();
    made.contract({ properties: [{ name: "id", logicalType: "integer", required: true }] });
    made.job();
    const world = { ...realWorld(), cwd: made.folder };
    const wrong = await loadJob("nowhere.yaml", world);
    expect(wrong.job).toBeUndefined();
    expect(wrong.diagnostics.map((one) => one.code)).toContain("file-not-found");
    const { job } = await loadJob("job.yaml", world);
    made.write("data/a.csv", "id\nx\n");
    expect(await runJob(job!, {}, world)).toMatchObject({ exitCode: 2, record: { status: "failed", error: { kind: "violation" } } });
    made.write("data/a.csv", "id\n1\n");
    const stopped = await runJob(job!, { signal: AbortSignal.abort() }, world);
    expect(stopped).toMatchObject({ exitCode: 130, record: { status: "interrupted" } });
    expect(await made.rows()).toEqual([]);
  });
});

test("a job's infrastructure is loaded where its connectors are not there, and its placeholders filled in", async () => {
  const folder = path.join(import.meta.dirname, "../seeds/project");
  const world = { ...realWorld(), cwd: folder };
  const { job, infrastructure, tags, diagnostics } = await loadInfrastructure("jobs/acme/stripe_customers_to_iceberg.yaml", world);
  expect(diagnostics).toEqual([]);
  expect(job?.source.connector).toBe("stripe");
  expect(infrastructure).toMatchObject({ provider: "aws", region: "us-east-1", runtime: { type: "aws_fargate" } });
  expect(renderTags(tags, "aws").tags["CostCenter"]).toBe("data-platform");
  const outputs = readOutputs('{"cluster_name":{"value":"c","sensitive":false}}', "outputs.json");
  const { text } = renderOutputs(await world.files.readText(job!.file), "job.yaml", { outputs, includeSensitive: false });
  expect(text).toContain('cluster_name: "c"');
  expect((await loadInfrastructure("nowhere.yaml", world)).job).toBeUndefined();
});
