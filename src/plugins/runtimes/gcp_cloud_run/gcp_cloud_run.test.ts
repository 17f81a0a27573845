import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

const image = "us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0";
const service = { create_service: true };

tryRuntime(plugin, {
  good: [
    { runtime: { image, cpu: "1", memory: "2Gi" }, inputs: { container_image: image, cpu: "1", memory: "2Gi" } },
    { runtime: { cpu: 1, memory: 2048 }, inputs: { cpu: "1", memory: "2Gi" } },
    { runtime: { cpu: "2000m", memory: "8Gi" }, inputs: { cpu: "2", memory: "8Gi" } },
    { runtime: { cpu: 8, memory: "32Gi" }, inputs: { cpu: "8", memory: "32Gi" } },
    { runtime: { memory: "1048576Ki" }, inputs: { memory: "1Gi" } },
    { runtime: { memory: "1G" }, inputs: { memory: "1G" } },
    {
      runtime: { compute: { auto_scaling: { min_instances: 1, max_instances: 4 } }, options: service },
      inputs: { min_instances: 1, max_instances: 4, create_service: true },
    },
    { runtime: { memory: "512Mi" }, inputs: { memory: "512Mi" } },
    { runtime: { cpu: 0.08, memory: "128Mi", options: service }, inputs: { cpu: "80m", memory: "128Mi", create_service: true } },
    { runtime: { cpu: "0.5", memory: "1Gi", options: service }, inputs: { cpu: "500m", memory: "1Gi", create_service: true } },
    {
      runtime: {
        service_account: "dativo@acme.iam.gserviceaccount.com",
        storage: { bucket: "acme-data-lake" },
        network: {
          vpc_id: "projects/acme/global/networks/prod-vpc",
          subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data-subnet"],
        },
      },
      inputs: {
        service_account_email: "dativo@acme.iam.gserviceaccount.com",
        create_service_account: false,
        storage_bucket_names: ["acme-data-lake"],
        vpc_network: "projects/acme/global/networks/prod-vpc",
        subnetwork: "projects/acme/regions/us-central1/subnetworks/data-subnet",
      },
    },
  ],
  bad: [
    { runtime: { cpu: 0.5, memory: "512Mi" }, problems: { cpu: /a job has at least 1.*create_service/ } },
    { runtime: { cpu: 3, memory: "4Gi" }, problems: { cpu: /1, 2, 4, 6 or 8/ } },
    { runtime: { cpu: 0.05, options: service }, problems: { cpu: /a fraction from 0\.08 to 1/ } },
    { runtime: { cpu: "fast", memory: "2GB" }, problems: { cpu: /not an amount/, memory: /512Mi or 2Gi/ } },
    { runtime: { memory: "256Mi" }, problems: { memory: /512Mi to 32Gi/ } },
    { runtime: { memory: "64Mi", options: service }, problems: { memory: /128Mi to 32Gi/ } },
    { runtime: { memory: "33Gi" }, problems: { memory: /512Mi to 32Gi/ } },
    { runtime: { cpu: 1, memory: "8Gi" }, problems: { memory: /cpu 1, which takes .*4Gi\n.*or cpu 2, 4, 6 or 8/ } },
    { runtime: { cpu: 4, memory: "1Gi" }, problems: { memory: /cpu 4, which takes 2Gi to 16Gi\n.*or cpu 1 or 2/ } },
    { runtime: { cpu: 8, memory: "2Gi" }, problems: { memory: /takes 4Gi to 32Gi/ } },
    { runtime: { cpu: 0.25, memory: "1Gi", options: service }, problems: { memory: /takes 128Mi to 512Mi/ } },
    {
      runtime: {
        service_account: "arn:aws:iam::1:role/x",
        compute: { cluster_id: "c", instance_type: "n2-standard-4", instance_count: 2, auto_scaling: { max_instances: 2 } },
        storage: { bucket: "gs://acme" },
        network: { vpc_id: "projects/acme/networks/x", subnet_ids: ["a", "b"], security_group_ids: ["sg-1"] },
      },
      problems: {
        service_account: /iam\.gserviceaccount\.com/,
        "compute.cluster_id": /no clusters/,
        "compute.instance_type": /no machines/,
        "compute.instance_count": /one task/,
        "compute.auto_scaling": /for a job/,
        "storage.bucket": /without gs:/,
        "network.vpc_id": /global\/networks/,
        "network.subnet_ids": /takes one subnet, not 2/,
        "network.security_group_ids": /no security groups/,
      },
    },
  ],
});
