import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    { runtime: { cpu: 1, memory: 2048 }, inputs: { cpu: "1", memory: "2Gi" } },
    { runtime: { cpu: "2000m", memory: "8Gi" }, inputs: { cpu: "2", memory: "8Gi" } },
    {
      runtime: {
        image: "us-docker.pkg.dev/acme/dativo/dativo:1.1.0",
        namespace: "data-ingestion",
        service_account: "dativo-runner",
        compute: {
          cluster_id: "projects/acme/locations/us-central1/clusters/shared",
          instance_type: "n2-standard-4",
          instance_count: 3,
          auto_scaling: { enabled: true, min_instances: 1, max_instances: 5 },
        },
        storage: { bucket: "acme_lake" },
        network: { vpc_id: "prod-vpc", subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data-subnet"] },
      },
      inputs: {
        container_image: "us-docker.pkg.dev/acme/dativo/dativo:1.1.0",
        namespace: "data-ingestion",
        service_account: "dativo-runner",
        cluster_name: "shared",
        create_cluster: false,
        cluster_location: "us-central1",
        instance_type: "n2-standard-4",
        instance_count: 3,
        min_instances: 1,
        max_instances: 5,
        vpc_network: "prod-vpc",
        subnetwork: "projects/acme/regions/us-central1/subnetworks/data-subnet",
        storage_bucket_names: ["acme_lake"],
      },
    },
    {
      runtime: { service_account: "job@acme.iam.gserviceaccount.com", compute: { cluster_id: "shared" } },
      inputs: { google_service_account_email: "job@acme.iam.gserviceaccount.com", cluster_name: "shared", create_cluster: false },
    },
  ],
  bad: [
    { runtime: { cpu: "lots", memory: "2GB" }, problems: { cpu: /500m/, memory: /2Gi \(1024 each\)/ } },
    { runtime: { cpu: 0, memory: "128m" }, problems: { cpu: /cpu is 0/, memory: /less than 1 MiB\n.*write 128Mi/ } },
    { runtime: { cpu: "0.5m" }, problems: { cpu: /finer than a millicore/ } },
    {
      runtime: {
        namespace: "Data_Ingestion",
        service_account: "arn:aws:iam::1:role/x",
        compute: { cluster_id: "Shared", instance_type: "m5.xlarge" },
        network: { subnet_ids: ["a", "b"], security_group_ids: ["sg-1"] },
      },
      problems: {
        namespace: /at most 63 lower-case/,
        service_account: /Google service account/,
        "compute.cluster_id": /at most 40/,
        "compute.instance_type": /n2-standard-4/,
        "network.subnet_ids": /one subnet/,
        "network.security_group_ids": /no security groups/,
      },
    },
  ],
});
