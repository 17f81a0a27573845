/** Words of older spellings for the runtime, and what they stand for; `ecs` on Fargate is told by its instance type. */
export const runtimeAliases: Readonly<Record<string, string>> = {
  fargate: "aws_fargate",
  ecs: "aws_ecs_ec2",
  ec2: "aws_ecs_ec2",
  lambda: "aws_lambda",
  emr: "aws_emr",
  "container-apps": "azure_container_apps",
  "cloud-run": "gcp_cloud_run",
  "cloud-functions": "gcp_cloud_functions",
  gke: "gcp_gke",
  dataproc: "gcp_dataproc",
};
