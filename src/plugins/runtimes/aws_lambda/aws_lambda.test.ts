import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0";

tryRuntime(plugin, {
  good: [
    { runtime: { image, memory: 2048 }, inputs: { image, memory: 2048 } },
    { runtime: { memory: "128" }, inputs: { memory: 128 } },
    { runtime: { memory: "10 GB" }, inputs: { memory: 10_240 } },
    { runtime: { memory: " ", compute: { auto_scaling: { enabled: false } } }, inputs: {} },
    {
      runtime: { storage: { mount_path: "/mnt/data" }, network: { subnet_ids: ["subnet-1"] }, options: { timeout: 900 } },
      inputs: { mount_path: "/mnt/data", subnet_ids: ["subnet-1"], timeout: 900 },
    },
  ],
  bad: [
    { runtime: { cpu: 1, memory: 2048 }, problems: { cpu: /means nothing on aws_lambda\nLambda gives CPU by memory/ } },
    { runtime: { memory: 127 }, problems: { memory: /128 to 10240 MB/ } },
    { runtime: { memory: 10_241 }, problems: { memory: /128 to 10240 MB/ } },
    { runtime: { memory: 1024.5 }, problems: { memory: /whole MB/ } },
    { runtime: { memory: "big" }, problems: { memory: /not an amount/ } },
    {
      runtime: {
        image: "docker.io/acme/dativo:1",
        compute: { cluster_id: "c", instance_type: "t3.micro", instance_count: 2, auto_scaling: { max_instances: 2 } },
      },
      problems: {
        image: /private ECR repository only/,
        "compute.cluster_id": /no machines/,
        "compute.instance_type": /no machines/,
        "compute.instance_count": /no machines/,
        "compute.auto_scaling": /no machines/,
      },
    },
    { runtime: { storage: { mount_path: "/data" } }, problems: { "storage.mount_path": /below \/mnt/ } },
  ],
});
