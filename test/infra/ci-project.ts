import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { scriptEnv } from "./bash.ts";
import type { StepsEnded, System } from "./workflow-steps.ts";
import { runSteps } from "./workflow-steps.ts";

const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");

/** A repository of jobs, of which every workflow gets a fresh checkout, as runners do. What outlives them is the state alone. */
export class CiRepository {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "dativo-ci-"));
  readonly #source = path.join(this.#folder, "repository");
  readonly state = path.join(this.#folder, "state/terraform.tfstate");
  #checkouts = 0;

  constructor() {
    for (const [name, text] of Object.entries(repositoryFiles(this.state))) this.write(name, text);
    chmodSync(path.join(this.#source, "vendor/dativo/dativo.sh"), 0o755);
    const gh = path.join(this.#folder, "bin/gh");
    mkdirSync(path.dirname(gh), { recursive: true });
    writeFileSync(gh, recordingGh, { mode: 0o755 });
  }

  /** Changes the repository: later checkouts have it. */
  write(name: string, text: string): void {
    const file = path.join(this.#source, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.#source, name), "utf8");
  }

  drop(...names: readonly string[]): void {
    for (const name of names) rmSync(path.join(this.#source, name));
  }

  /** Runs a workflow of a system in a fresh checkout. */
  async run(
    system: System,
    workflow: string,
    expressions: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
  ): Promise<Checkout> {
    const folder = path.join(this.#folder, `checkout-${(this.#checkouts += 1)}`);
    cpSync(this.#source, folder, { recursive: true });
    const shims = path.join(this.#folder, "bin");
    const all = scriptEnv({
      CI: "true",
      GH_RECORD: path.join(folder, "gh"),
      AGENT_TEMPDIRECTORY: path.join(folder, "agent"),
      AGENT_TOOLSDIRECTORY: path.join(folder, "agent"),
      PATH: [shims, path.dirname(process.execPath), process.env["PATH"] ?? ""].join(path.delimiter),
      ...env,
    });
    return new Checkout(folder, await runSteps(system.steps(workflow, expressions), system.flags, { cwd: folder, env: all }));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A checkout after the steps of a workflow ran in it. */
export class Checkout {
  readonly folder: string;
  readonly steps: StepsEnded;

  constructor(folder: string, steps: StepsEnded) {
    this.folder = folder;
    this.steps = steps;
  }

  /** The exit codes by step; null: it did not run. */
  get codes(): Readonly<Record<string, number | null>> {
    return Object.fromEntries(Object.entries(this.steps).map(([name, ended]) => [name, ended?.exitCode ?? null]));
  }

  /** All that the steps said, for the message of a failed expectation. */
  get said(): string {
    return Object.entries(this.steps)
      .map(([name, ended]) => `--- ${name}: ${ended?.exitCode}\n${ended?.stdout}\n${ended?.stderr}`)
      .join("\n");
  }

  has(name: string): boolean {
    return existsSync(path.join(this.folder, name));
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), "utf8");
  }
}

/**
 * GitHub's program, which writes down how it was called: one argument a line, and the text of the comment. The real one would call
 * GitHub.
 */
const recordingGh = `#!/bin/sh
mkdir -p "$GH_RECORD"
printf '%s\\n' "$GH_TOKEN" "$@" > "$GH_RECORD/call"
while [ "$#" -gt 0 ]; do
  if [ "$1" = --body-file ]; then cat "$2" > "$GH_RECORD/comment"; fi
  shift
done
`;

/**
 * The package comes from a folder of the repository, so that \`npm ci\` really runs: it takes half a second and needs no registry, and
 * \`npx dativo\` finds what it installed and nothing else.
 */
function repositoryFiles(state: string): Readonly<Record<string, string>> {
  const own = { name: "dativo", version: "0.1.0", bin: { dativo: "dativo.sh" } };
  const dependencies = { dativo: "file:vendor/dativo" };
  const packages = {
    "": { name: "jobs", dependencies },
    "node_modules/dativo": { resolved: "vendor/dativo", link: true },
    "vendor/dativo": own,
  };
  const schema = [{ name: "orders", properties: [{ name: "id", logicalType: "integer", required: true }] }];
  const contract = { apiVersion: "v3.1.0", kind: "DataContract", id: "orders", name: "orders", version: "1.0.0", status: "active", schema };
  return {
    "vendor/dativo/package.json": json(own),
    "vendor/dativo/dativo.sh": `#!/bin/sh\nexec node ${main} "$@"\n`,
    "package.json": json({ name: "jobs", private: true, dependencies }),
    "package-lock.json": json({ name: "jobs", lockfileVersion: 3, requires: true, packages }),
    "dativo.yaml": "{}\n",
    "terraform/plain/main.tf":
      'variable "job_metadata" {\n  type = map(string)\n}\noutput "cluster_name" {\n  value = "${var.job_metadata["job_name"]}-prod-cluster"\n}\n',
    "data/orders.csv": "id\n1\n2\n",
    "assets/csv/v1.0/orders.yaml": json(contract),
    "jobs/acme/plain.yaml": jobOn(),
    "jobs/acme/orders.yaml": jobOn(fargate({ backend_config: { type: "local", path: state } })),
    // Made by another tool: nothing for the workflows to plan.
    "jobs/acme/by_hand.yaml": jobOn({ ...fargate({}), provisioner: "manual" }),
  };
}

/** A job, as JSON, which YAML contains. */
export function jobOn(infrastructure?: Readonly<Record<string, unknown>>): string {
  const connectors = { source_connector: "csv", target_connector: "iceberg", asset: "csv/v1.0/orders" };
  const ends = { source: { files: [{ path: "data/*.csv" }] }, target: { warehouse: "warehouse" } };
  return json({ tenant_id: "acme", environment: "prod", ...connectors, ...ends, ...(infrastructure ? { infrastructure } : {}) });
}

/** The same block on a module that makes nothing but an output. */
export function plain(state: string): Readonly<Record<string, unknown>> {
  return fargate({ module_source: "./terraform/plain", backend_config: { type: "local", path: state } });
}

/** An infrastructure block that the Fargate module makes. */
export function fargate(terraform: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    provider: "aws",
    region: "us-east-1",
    runtime: { type: "aws_fargate", cpu: "1024", memory: "2048" },
    terraform,
    resource_identifiers: { cluster_name: "{{terraform_outputs.cluster_name}}" },
    tags: { job_name: "orders-etl", team: "data", pipeline_type: "ingestion", environment: "prod", cost_center: "FIN-1" },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
