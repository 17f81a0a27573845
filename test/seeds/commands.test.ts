import { cpSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { SeedShell } from "./seed-shell.ts";

/** The shell blocks of the documents that name the program, or whose results it takes. Written as they are there. */
const blocks = {
  // 000, pattern 2
  exportOutputs: `
# After terraform apply
export EMR_CLUSTER_ID=$(terraform output -raw emr_cluster_id)
export EMR_CLUSTER_DNS=$(terraform output -raw emr_cluster_dns)
export S3_BUCKET=$(terraform output -raw data_lake_bucket)

# Run Dativo job with interpolated values
dativo run --config jobs/acme/job.yaml --mode self_hosted
`,
  // 002, step 3
  terraformApply: `
cd terraform/dativo_jobs
terraform init
terraform plan
terraform apply
`,
  // 002, step 5
  validateForCloud: `
# Validate job config
dativo_ingest run --config jobs/acme/stripe_customers_to_iceberg.yaml --mode cloud --validate-only
`,
  runInCloud: `
# Deploy job
dativo_ingest run --config jobs/acme/stripe_customers_to_iceberg.yaml --mode cloud
`,
  // 003, usage 3
  runTerraform: `
cd terraform/aws/emr-dativo

# Initialize
terraform init

# Select workspace
terraform workspace select prod

# Plan with generated variables
terraform plan

# Apply
terraform apply

# Export outputs
terraform output -json > outputs.json
export EMR_CLUSTER_ID=$(terraform output -raw emr_cluster_id)
`,
  // 003, usage 4
  runOrders: `
dativo run --config jobs/acme/postgres_orders.yaml --mode self_hosted
`,
  // 003, platform selection
  platforms: {
    emr: `
# AWS Deployment
export CLOUD_PLATFORM=emr
export CLUSTER_ID=$EMR_CLUSTER_ID
export INSTANCE_TYPE=r5.2xlarge
export DATA_BUCKET=s3://acme-data-lake
`,
    gke: `
# GCP Deployment
export CLOUD_PLATFORM=gke
export CLUSTER_ID=$GKE_CLUSTER_NAME
export INSTANCE_TYPE=n2-standard-4
export DATA_BUCKET=gs://acme-data-lake
`,
  },
  // 004, section 4, step 3
  captureOutputs: `
terraform apply -auto-approve
terraform output -json > runtime-outputs.json
`,
  // 004, section 5: the steps of the workflow, with the folder that each works in. What the workflow's script of the repository printed
  // comes from \`tags render\`.
  workflow: [
    {
      folder: ".",
      run: `
dativo tags render "\${{ github.event.inputs.job_config_path }}" --target terraform > job-tags.json
echo "job_tags_json=$(cat job-tags.json)" >> "$GITHUB_OUTPUT"
`,
    },
    { folder: "terraform/live/aws-fargate", run: "terraform init" },
    { folder: "terraform/live/aws-fargate", run: "terraform apply -auto-approve" },
    { folder: "terraform/live/aws-fargate", run: "terraform output -json > ../../artifacts/runtime-outputs.json" },
    {
      folder: ".",
      run: `
dativo-cli jobs render \\
  --config "\${{ github.event.inputs.job_config_path }}" \\
  --terraform-outputs terraform/artifacts/runtime-outputs.json \\
  --out rendered-job.yaml
`,
    },
  ],
  deploy: "dativo-cli jobs deploy --config rendered-job.yaml",
  // 004, section 6
  checklist: "dativo-ingest cli validate",
};

const stripe = "jobs/acme/stripe_customers_to_iceberg.yaml";
const csvOfStripe = [
  ["source_connector: stripe\nsource_connector_path: /app/connectors/stripe.yaml", "source_connector: csv"],
  [/source:\n {2}objects: \[customers\]\n/, "source: { files: [{ path: data/customers.csv }] }\n"],
  [/target:\n {2}connection:\n {4}s3:\n.*\n/, "target: { warehouse: warehouse }\n"],
] as const;
const csvOfPostgres = [
  ["source_connector: postgres\nsource_connector_path: /app/connectors/postgres.yaml", "source_connector: csv"],
  [/$/, "source: { files: [{ path: data/orders.csv }] }\n"],
] as const;

/** The errors among printed problems, without their places and hints. */
function errorsIn(stderr: string): readonly string[] {
  return [...stderr.matchAll(/^\S+:\d+:\d+ error (.*)$/gm)].map(([, error]) => error!);
}

describe.skipIf(terraformBinary() === undefined)("commands of the documents", { timeout: 180_000 }, () => {
  let providers: RunningProviders;
  const shells: SeedShell[] = [];
  beforeAll(async () => void (providers = await startProviders({ aws: "6.45.0" })));
  afterAll(async () => {
    for (const shell of shells) shell.remove();
    await providers.stop();
  });
  const open = (): SeedShell => {
    const shell = new SeedShell(providers.env);
    shells.push(shell);
    return shell;
  };

  test("000: outputs reach the job as environment variables", async () => {
    const shell = open();
    shell.configuration("emr.tf", ".");
    const made = await shell.run("terraform init && terraform apply -auto-approve");
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    cpSync(path.join(shell.folder, "jobs/acme/terraform_emr.yaml"), path.join(shell.folder, "jobs/acme/job.yaml"));
    shell.change("jobs/acme/job.yaml", ['bucket: "acme-data-lake-prod"', 'bucket: "${S3_BUCKET}"']);
    const full = await shell.run(blocks.exportOutputs, { env: { POSTGRES_HOST: "db.internal" } });
    expect(full.exitCode).toBe(2);
    expect(errorsIn(full.stderr)).toEqual([
      "unknown-connector there is no source connector 'postgres'",
      "unsupported-key target.connection.s3: tables land on disk in this version: write target.warehouse",
    ]);

    shell.change(
      "jobs/acme/job.yaml",
      ["source_connector: postgres\nsource_connector_path: /app/connectors/postgres.yaml", "source_connector: csv"],
      [
        /\nsource:\n[^]*?\ntarget:\n[^]*?\nlogging:/,
        "\nsource: { files: [{ path: data/orders.csv }] }\ntarget: { warehouse: warehouse }\nlogging:",
      ],
    );
    const ended = await shell.run(`${blocks.exportOutputs}dativo infra show jobs/acme/job.yaml --json > shown.json`);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 row landed") as string });
    const { stdout: id } = await shell.run("terraform output -raw emr_cluster_id");
    expect(id).toMatch(/^j-/);
    expect(shell.json("shown.json")).toMatchObject({
      infrastructure: { runtime: { compute: { cluster_id: id }, storage: { bucket: "acme-data-lake-prod" } } },
    });
  });

  test("002: a root module of the user's own, and a job validated for the cloud", async () => {
    const shell = open();
    for (const name of ["stripe_customers.tf", "network.tf"]) shell.configuration(name, "terraform/dativo_jobs");
    const applied = await shell.run(`${blocks.terraformApply}terraform output -json > outputs.json`);
    expect(applied, applied.stderr).toMatchObject({ exitCode: 0 });
    expect(shell.json("terraform/dativo_jobs/outputs.json")).toMatchObject({
      stripe_customers_cluster_name: { value: "stripe-customers-etl-prod-cluster" },
    });

    // Step 4 puts the name into the job by hand.
    shell.change(stripe, ['"{{terraform_outputs.cluster_name}}"', '"stripe-customers-etl-prod-cluster"']);
    const full = await shell.run(blocks.validateForCloud);
    expect([full.exitCode, full.stdout]).toEqual([2, ""]);
    expect(errorsIn(full.stderr)).toEqual([
      "unknown-connector there is no source connector 'stripe'",
      "unsupported-key target.connection.s3: tables land on disk in this version: write target.warehouse",
    ]);
    shell.change(stripe, ...csvOfStripe);
    expect(await shell.run(blocks.validateForCloud)).toMatchObject({ exitCode: 0, stdout: `${stripe} may be deployed\n` });
    expect(await shell.run(blocks.runInCloud)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^error: --mode cloud goes with --validate-only\nhint: this version checks jobs for the cloud/,
      ) as string,
    });
  });

  test("003: values generated for a module, terraform by hand, the job run", async () => {
    const shell = open();
    const job = "jobs/acme/postgres_orders.yaml";
    // Takes the place of manager.generate_terraform_tfvars(...).
    const generate = `dativo infra generate ${job} --tfvars terraform/aws/emr-dativo/dativo.auto.tfvars`;
    const missing = await shell.run(generate);
    expect([missing.exitCode, errorsIn(missing.stderr)]).toEqual([2, ["missing-variable environment variable EMR_CLUSTER_ID is not set"]]);

    // A cluster that is yet to be made has no id: an output may stay open, a variable may not. The document's tags lack one of the five.
    shell.change(job, ["${EMR_CLUSTER_ID}", "{{terraform_outputs.emr_cluster_id}}"]);
    const inRegion = { env: { TF_VAR_region: "us-east-1" } };
    const prepared = await shell.run(`${generate}\nterraform -chdir=terraform/aws/emr-dativo workspace new prod`, inRegion);
    expect(prepared, prepared.stderr).toMatchObject({ exitCode: 0 });
    const refused = await shell.run(blocks.runTerraform, inRegion);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr.replaceAll(/\s*│\s*/g, " ")).toContain("Missing or blank: pipeline_type.");

    shell.change(job, ['CostCenter: "data-engineering"\n', 'CostCenter: "data-engineering"\n      PipelineType: "ingestion"\n']);
    const applied = await shell.run(`${generate}\n${blocks.runTerraform}echo "id=$EMR_CLUSTER_ID"`, inRegion);
    expect(applied, applied.stderr).toMatchObject({ exitCode: 0 });
    const { emr_cluster_id: id } = shell.json("terraform/aws/emr-dativo/outputs.json") as { emr_cluster_id: { value: string } };
    expect(applied.stdout).toContain(`id=${id.value}\n`);
    expect(shell.has("terraform/aws/emr-dativo/terraform.tfstate.d/prod/terraform.tfstate")).toBe(true);
    expect(await shell.run("dativo infra audit terraform/aws/emr-dativo/terraform.tfstate.d/prod/terraform.tfstate")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("coverage 100 %") as string,
    });

    shell.change(job, ["{{terraform_outputs.emr_cluster_id}}", "${EMR_CLUSTER_ID}"]);
    const exported = { env: { EMR_CLUSTER_ID: id.value } };
    const full = await shell.run(blocks.runOrders, exported);
    expect([full.exitCode, errorsIn(full.stderr)]).toEqual([2, ["unknown-connector there is no source connector 'postgres'"]]);
    shell.change(job, ...csvOfPostgres);
    expect(await shell.run(blocks.runOrders, exported)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 row landed") as string,
    });
  });

  test("003: one job for two clouds, which the environment chooses", async () => {
    const shell = open();
    const env = { EMR_CLUSTER_ID: "j-2AXXXXXXGAPLF", GKE_CLUSTER_NAME: "ingest" };
    const show = "dativo infra show jobs/acme/multi_cloud.yaml --json";
    const shown = async (block: string) => JSON.parse((await shell.run(`${block}${show}`, { env })).stdout) as object;
    expect(await shown(blocks.platforms.emr)).toMatchObject({
      infrastructure: { provider: "aws", runtime: { type: "aws_emr", compute: { cluster_id: "j-2AXXXXXXGAPLF" } } },
    });
    expect(await shown(blocks.platforms.gke)).toMatchObject({
      infrastructure: { provider: "gcp", runtime: { type: "gcp_gke", compute: { cluster_id: "ingest" } } },
    });
  });

  test("004, without Dativo driving: tags to Terraform, outputs into the job, validated and run", async () => {
    const shell = open();
    const job = "jobs/acme/external_workflow.yaml";
    shell.configuration("live.tf", "terraform/live/aws-fargate");
    shell.write("terraform/artifacts/.gitkeep", "");
    const env: Record<string, string> = { GITHUB_OUTPUT: path.join(shell.folder, "github-output"), TF_VAR_region: "us-east-1" };
    for (const { folder, run } of blocks.workflow) {
      const ended = await shell.run(run.replaceAll("${{ github.event.inputs.job_config_path }}", job), { folder, env });
      expect(ended, `${run}\n${ended.stdout}${ended.stderr}`).toMatchObject({ exitCode: 0 });
      // What `steps.extract_metadata.outputs.job_tags_json` stands for: a line of its own.
      if (shell.has("github-output")) env["TF_VAR_job_metadata"] = /^job_tags_json=(.*)\n$/.exec(shell.read("github-output"))![1]!;
    }
    const captured = await shell.run(blocks.captureOutputs, { folder: "terraform/live/aws-fargate", env });
    expect(captured.exitCode).toBe(0);
    expect(shell.read("terraform/live/aws-fargate/runtime-outputs.json")).toBe(shell.read("terraform/artifacts/runtime-outputs.json"));

    const before = shell.read(job);
    const filled = before
      .replace('"{{terraform_outputs.cluster_name}}"', '"example-ingest-job-prod-cluster"')
      .replace('"{{terraform_outputs.service_name}}"', '"example-ingest-job-prod-service"');
    expect(shell.read("rendered-job.yaml")).toBe(filled.replace(/^tenant_id/m, 'name: "external_workflow"\ntenant_id'));
    expect(await shell.run(`${blocks.checklist} rendered-job.yaml`)).toMatchObject({ exitCode: 0 });
    expect(await shell.run(blocks.deploy)).toMatchObject({
      exitCode: 2,
      stderr: "error: unknown command 'deploy'\n(dativo jobs has render)\n",
    });
    const audit = await shell.run("dativo infra audit terraform/live/aws-fargate/terraform.tfstate");
    expect(audit).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("coverage 100 %") as string });
    shell.change("rendered-job.yaml", ["data/*.csv", "data/customers.csv"]);
    const ran = await shell.run("dativo run --config rendered-job.yaml");
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 rows landed") as string });
  });

  test("004, with Dativo driving: planned, applied, and run with the outputs that were kept", async () => {
    const shell = open();
    const job = "jobs/acme/external_workflow.yaml";
    shell.change(job, ["data/*.csv", "data/customers.csv"]);
    const waiting = await shell.run(`dativo run --config ${job}`);
    expect(waiting.exitCode).toBe(2);
    expect(errorsIn(waiting.stderr)).toEqual([
      "unresolved-placeholder Terraform output 'cluster_name' is not known",
      "unresolved-placeholder Terraform output 'service_name' is not known",
    ]);
    const made = await shell.run(`dativo infra plan ${job}\ndativo infra apply ${job}\ndativo infra outputs ${job} --json`);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(made.stdout.match(/tags: coverage 100 %/g)).toHaveLength(2);
    expect(made.stdout).toContain('"value": "example-ingest-job-prod-cluster"');
    const ran = await shell.run(`dativo run --config ${job}`);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 rows landed") as string });
  });

  test("004: the checklist's command checks every job of the project", async () => {
    const shell = open();
    const env = {
      EMR_CLUSTER_ID: "j-1",
      POSTGRES_HOST: "db",
      CLOUD_PLATFORM: "emr",
      CLUSTER_ID: "j-1",
      INSTANCE_TYPE: "m5.xlarge",
      DATA_BUCKET: "s3://lake",
    };
    const ended = await shell.run(blocks.checklist, { env });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr + ended.stdout).toMatch(/^19 jobs: /m);
    expect(new Set(errorsIn(ended.stderr + ended.stdout).map((error) => error.split(" ")[0]))).toEqual(
      new Set(["unknown-connector", "unsupported-key", "invalid-value"]),
    );
  });
});
