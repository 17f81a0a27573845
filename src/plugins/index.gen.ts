// Written by `npm run generate` from the folder names under src/plugins. Do not edit.
import type { CatalogPlugin } from "../kit/catalog.ts";
import type { EnginePlugin } from "../kit/engine.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import type { SourcePlugin } from "../kit/source.ts";
import type { StorePlugin } from "../kit/store.ts";
import type { TargetPlugin } from "../kit/target.ts";
import csvSource from "./sources/csv/index.ts";
import jsonSource from "./sources/json/index.ts";
import markdownKvSource from "./sources/markdown_kv/index.ts";
import parquetSource from "./sources/parquet/index.ts";
import csvTarget from "./targets/csv/index.ts";
import icebergTarget from "./targets/iceberg/index.ts";
import jsonTarget from "./targets/json/index.ts";
import parquetTarget from "./targets/parquet/index.ts";
import diskStore from "./stores/disk/index.ts";
import duckdbEngine from "./engines/duckdb/index.ts";
import sqliteCatalog from "./catalogs/sqlite/index.ts";
import awsEcsEc2Runtime from "./runtimes/aws_ecs_ec2/index.ts";
import awsEmrRuntime from "./runtimes/aws_emr/index.ts";
import awsFargateRuntime from "./runtimes/aws_fargate/index.ts";
import awsLambdaRuntime from "./runtimes/aws_lambda/index.ts";
import azureContainerAppsRuntime from "./runtimes/azure_container_apps/index.ts";
import daskRuntime from "./runtimes/dask/index.ts";
import databricksRuntime from "./runtimes/databricks/index.ts";
import gcpCloudFunctionsRuntime from "./runtimes/gcp_cloud_functions/index.ts";
import gcpCloudRunRuntime from "./runtimes/gcp_cloud_run/index.ts";
import gcpDataprocRuntime from "./runtimes/gcp_dataproc/index.ts";
import gcpGkeRuntime from "./runtimes/gcp_gke/index.ts";
import kubernetesRuntime from "./runtimes/kubernetes/index.ts";
import localRuntime from "./runtimes/local/index.ts";
import rayRuntime from "./runtimes/ray/index.ts";
import sparkRuntime from "./runtimes/spark/index.ts";

/** The plugins of one kind by the name that users write. */
export interface Plugins {
  readonly sources: Readonly<Record<string, SourcePlugin>>;
  readonly targets: Readonly<Record<string, TargetPlugin>>;
  readonly stores: Readonly<Record<string, StorePlugin>>;
  readonly engines: Readonly<Record<string, EnginePlugin>>;
  readonly catalogs: Readonly<Record<string, CatalogPlugin>>;
  readonly runtimes: Readonly<Record<string, RuntimePlugin>>;
}

/** Every plugin that ships with Dativo: light definitions, whose `load()` imports the implementation. */
export const plugins: Plugins = {
  sources: { csv: csvSource, json: jsonSource, markdown_kv: markdownKvSource, parquet: parquetSource },
  targets: { csv: csvTarget, iceberg: icebergTarget, json: jsonTarget, parquet: parquetTarget },
  stores: { disk: diskStore },
  engines: { duckdb: duckdbEngine },
  catalogs: { sqlite: sqliteCatalog },
  runtimes: { aws_ecs_ec2: awsEcsEc2Runtime, aws_emr: awsEmrRuntime, aws_fargate: awsFargateRuntime, aws_lambda: awsLambdaRuntime, azure_container_apps: azureContainerAppsRuntime, dask: daskRuntime, databricks: databricksRuntime, gcp_cloud_functions: gcpCloudFunctionsRuntime, gcp_cloud_run: gcpCloudRunRuntime, gcp_dataproc: gcpDataprocRuntime, gcp_gke: gcpGkeRuntime, kubernetes: kubernetesRuntime, local: localRuntime, ray: rayRuntime, spark: sparkRuntime },
};
