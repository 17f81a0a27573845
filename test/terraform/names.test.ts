import path from "node:path";
import { describe, expect, it } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { allVersions } from "../provider-double/schema.ts";
import { walkModule } from "./lifecycle.ts";

const modules = path.resolve(import.meta.dirname, "../../terraform/modules");
const job_metadata = { job_name: "orders", team: "data", pipeline_type: "ingestion", environment: "prod", cost_center: "FIN-1" };
const { aws, google, azurerm, kubernetes } = allVersions("newest");

/** Modules with what they must be told, and the output that names what they make. */
const cases = [
  { module: "aws_fargate", versions: { aws }, inputs: { region: "eu-central-1" }, output: "cluster_name", name: "orders-prod-cluster" },
  { module: "aws_emr", versions: { aws }, inputs: { region: "eu-central-1" }, output: "cluster_name", name: "orders-prod-cluster" },
  {
    module: "azure_container_apps",
    versions: { azurerm },
    inputs: { region: "westeurope" },
    output: "service_name",
    name: "orders-prod-job",
  },
  { module: "gcp_cloud_run", versions: { google }, inputs: { region: "europe-west1" }, output: "service_name", name: "orders-prod-job" },
  {
    module: "gcp_gke",
    versions: { google, kubernetes },
    inputs: { region: "europe-west1", project_id: "acme-data" },
    output: "cluster_name",
    name: "orders-prod-cluster",
  },
];

describe.skipIf(terraformBinary() === undefined)("names of what is made", { timeout: 120_000 }, () => {
  it.each(cases)(
    "$module: another word for the environment replaces nothing, and a prefix keeps jobs of one name apart",
    async ({ module, versions, inputs, output, name }) => {
      const walk = (more: object) =>
        walkModule({
          moduleFolder: path.join(modules, module),
          versions,
          variables: { job_metadata, ...inputs, ...more },
          taggedAs: "job_metadata",
          changedTag: ["environment", "production"],
        });
      expect((await walk({})).outputs[output]).toBe(name);
      expect((await walk({ name_prefix: "acme" })).outputs[output]).toBe(`acme-${name}`);
    },
  );
});
