import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Rig, type Project } from "./rig.ts";

let rig: Rig;
beforeAll(() => void (rig = new Rig()));
afterAll(() => rig.close());

const head =
  "tenant_id: t\nsource_connector: csv\ntarget_connector: iceberg\nasset_path: contract.yaml\nsource: { files: [{ path: data/* }] }\n";

function project(text: string): Project {
  const made = rig.project();
  made.contract({ properties: [{ name: "id", logicalType: "integer" }] });
  made.write("job.yaml", text);
  return made;
}

async function migrated(text: string) {
  const made = project(text);
  const ended = await made.dativo("migrate", "job.yaml");
  return { ...ended, text: readFileSync(path.join(made.folder, "job.yaml"), "utf8"), made };
}

describe("dativo migrate", () => {
  test("keys that YAML reads as numbers, truth values or null keep their values", async () => {
    const { text, exitCode } = await migrated(
      `${head}infrastructure:\n  region: us-east-1\n  runtime: { platform: fargate }\n  metadata:\n    tags: { team: b, pipeline_type: c, cost_center: d, 2: two, true: t, 0xFF: hex }\n`,
    );
    expect(exitCode).toBe(0);
    expect(text).toContain('"2": two, "255": hex,');
    expect(text).toContain('"true": t,');
  });

  test("variables stay variables, in and around the block, whether they are set or not; no secret is written out", async () => {
    const block =
      'infrastructure:\n  region: "${REGION}"\n  runtime: { platform: emr, compute: { cluster_id: "${EMR_CLUSTER_ID}", instance_count: "${COUNT}" } }\n  metadata: { tags: { team: a, pipeline_type: b } }\n';
    const { text, exitCode, made } = await migrated(
      `name: "\${JOB_NAME:-orders}"\n${head}finops: { cost_center: "\${COST_SECRET:-hidden}" }\n${block}`,
    );
    expect(text).toContain('region: "${REGION}"');
    expect(text).toContain('cluster_id: "${EMR_CLUSTER_ID}", instance_count: "${COUNT}"');
    expect(text).not.toContain("cost_center: hidden");
    expect(exitCode).toBe(1);
    process.env["REGION"] = "us-east-1";
    process.env["EMR_CLUSTER_ID"] = "j-2AXXXXXXGAPLF";
    process.env["COUNT"] = "3";
    made.write("job.yaml", `name: "\${JOB_NAME:-orders}"\n${head}finops: { cost_center: "\${COST_CENTER:-FIN-1}" }\n${block}`);
    expect((await made.dativo("migrate", "job.yaml")).exitCode).toBe(0);
    const whole = readFileSync(path.join(made.folder, "job.yaml"), "utf8");
    expect(whole).toContain('cost_center: "${COST_CENTER:-FIN-1}"');
    expect(whole).toContain('job_name: "${JOB_NAME:-orders}"');
  });

  test("a runtime that a variable names leaves the provider open, and the result is valid", async () => {
    const { text, exitCode, made } = await migrated(
      `${head}infrastructure:\n  provider: terraform\n  region: us-east-1\n  runtime: { platform: "\${CLOUD_PLATFORM:-emr}" }\n  metadata: { tags: { team: a, pipeline_type: b, cost_center: c } }\n`,
    );
    expect(exitCode).toBe(0);
    expect(text).toContain('type: "${CLOUD_PLATFORM:-emr}"');
    expect(await made.dativo("validate", "job.yaml")).toMatchObject({ exitCode: 0, stdout: "1 job: valid\n" });
  });

  test("what is wrong elsewhere in the job stays as it is; what is wrong in the block stands in the way", async () => {
    const block =
      "infrastructure:\n  region: us-east-1\n  runtime: { platform: fargate, cpu: 3 }\n  metadata: { tags: { team: a, pipeline_type: b, cost_center: c } }\n";
    const around = await migrated(`${head}schedule: daily\n${block}`);
    expect(around.stdout).toContain("rewritten");
    expect(around.text).toContain("schedule: daily\n");
    const within = await migrated(`${head}${block.replace("platform", "platfrom")}`);
    expect(within).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("unknown key 'platfrom'") as string });
    expect(within.text).toContain("platfrom");
  });

  test("Windows line ends and large numbers stay", async () => {
    const text = `${head}infrastructure:\n  region: us-east-1\n  runtime: { platform: fargate }\n  terraform_vars: { account: 12345678901234567890 }\n  metadata: { tags: { team: a, pipeline_type: b, cost_center: c } }\nfinops: {}\n`;
    const { text: after } = await migrated(text.replaceAll("\n", "\r\n"));
    expect(after).toContain("account: 12345678901234567890");
    expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });
});
