import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { dativoIn, type Ended, type Surroundings } from "../whole/rig.ts";

/** A module that needs no provider: what it makes is data in the state. */
export const plainModule = `
variable "job_metadata" {
  type = map(string)
}
variable "tenant_id" {
  type = string
}
variable "size" {
  description = "How many."
  type        = number
  default     = 2
  validation {
    condition     = var.size < 10
    error_message = "size must be below 10."
  }
}
variable "token" {
  type      = string
  default   = "hush-hush-token"
  sensitive = true
}
variable "seconds" {
  type    = number
  default = 0
}
resource "terraform_data" "this" {
  count = var.size
  input = merge(var.job_metadata, { number = count.index, token = var.token })
  provisioner "local-exec" {
    command = "sleep \${var.seconds * count.index}"
  }
}
output "cluster_name" {
  value = "\${var.tenant_id}-cluster"
}
output "sizes" {
  value = { count = var.size, names = ["a", "b"] }
}
output "token" {
  value     = var.token
  sensitive = true
}
output "nothing" {
  value = null
}
`;

/** The infrastructure block of a project's job, merged into the usual one. */
export interface InfraParts {
  readonly terraform?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A project with one job, jobs/acme/orders.yaml, on a module of its own. YAML is written as JSON, which it contains. */
export class InfraProject {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "dativo-infra-"));
  readonly #env: Surroundings["env"];

  constructor(env: Surroundings["env"] = {}) {
    const unwanted = Object.keys(process.env).filter((name) => /^(?:TF_|AWS_|GOOGLE_|ARM_|KUBE|CI$)/.test(name));
    this.#env = { ...Object.fromEntries(unwanted.map((name) => [name, undefined])), ...env };
    this.write("dativo.yaml", "{}\n");
    this.write("modules/plain/main.tf", plainModule);
    const schema = [{ name: "orders", properties: [{ name: "id", logicalType: "integer", required: true }] }];
    const head = { apiVersion: "v3.1.0", kind: "DataContract", id: "orders", name: "orders", version: "1.0.0", status: "active" };
    this.write("contract.yaml", JSON.stringify({ ...head, schema }));
    this.job();
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), "utf8");
  }

  json(name: string): unknown {
    return JSON.parse(this.read(name));
  }

  /** The job in several lines, so that places in it can be told apart. */
  job({ terraform, ...block }: InfraParts = {}, root: Readonly<Record<string, unknown>> = {}, file = "jobs/acme/orders.yaml"): void {
    const infrastructure = {
      provider: "aws",
      region: "us-east-1",
      runtime: { type: "aws_fargate" },
      terraform: { module_source: "./modules/plain", ...terraform },
      tags: { job_name: "orders-etl", team: "data", pipeline_type: "ingestion", environment: "prod", cost_center: "FIN-1" },
      ...block,
    };
    const connectors = { source_connector: "csv", target_connector: "iceberg", asset_path: "contract.yaml" };
    const ends = { source: { files: [{ path: "data/*.csv" }] }, target: { warehouse: "warehouse" } };
    this.write(
      file,
      JSON.stringify({ tenant_id: "acme", environment: "prod", ...connectors, ...ends, infrastructure, ...root }, undefined, 2),
    );
  }

  /** The line of the job that first holds a text. */
  lineOf(text: string, file = "jobs/acme/orders.yaml"): number {
    return (
      this.read(file)
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  /** `dativo infra COMMAND jobs/acme/orders.yaml ...`. */
  infra(command: string, ...more: readonly string[]): Promise<Ended> {
    return this.dativo("infra", command, "jobs/acme/orders.yaml", ...more);
  }

  dativo(...args: readonly string[]): Promise<Ended> {
    return this.dativoIn({}, ...args);
  }

  /** The same with other variables, or with a signal. */
  dativoIn({ env = {}, ...rest }: Partial<Surroundings>, ...args: readonly string[]): Promise<Ended> {
    return dativoIn({ cwd: this.folder, ...rest, env: { ...this.#env, ...env } }, ...args);
  }

  /** Takes away what Dativo keeps in the project, as on a machine that has just checked it out. */
  removeState(): void {
    rmSync(path.join(this.folder, ".dativo"), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where Terraform works for the project's job, from its folder. */
export const work = ".dativo/terraform/acme/orders/prod";
