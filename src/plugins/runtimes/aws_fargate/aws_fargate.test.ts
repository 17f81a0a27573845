import { describe, expect, test } from "vitest";
import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0";

tryRuntime(plugin, {
  good: [
    { runtime: { image, cpu: "1024", memory: "2048" }, inputs: { container_image: image, cpu: "1024", memory: "2048" } },
    { runtime: { cpu: 1, memory: 2048 }, inputs: { cpu: "1024", memory: "2048" } },
    { runtime: { cpu: "1 vCPU", memory: "2 GB" }, inputs: { cpu: "1024", memory: "2048" } },
    { runtime: { cpu: ".25 vCPU", memory: "0.5GB" }, inputs: { cpu: "256", memory: "512" } },
    { runtime: { cpu: 16, memory: "120Gi" }, inputs: { cpu: "16384", memory: "122880" } },
    { runtime: { cpu: "1 vCPU", options: { cpu: 1024 } }, inputs: { cpu: "1024" } },
    { runtime: { memory: "512" }, inputs: { memory: "512" } },
    { runtime: { cpu: " ", memory: "" }, inputs: {} },
    { runtime: { compute: { instance_type: "fargate", instance_count: 1 } }, inputs: {} },
    {
      runtime: {
        service_account: "arn:aws:iam::123456789012:role/dativo",
        compute: { cluster_id: "arn:aws:ecs:us-east-1:123456789012:cluster/shared", instance_count: 2, auto_scaling: { enabled: false } },
        storage: { bucket: "acme-data-lake", mount_path: "/mnt/data" },
        network: { vpc_id: "vpc-0a1b2c3d", subnet_ids: ["subnet-abc123", "subnet-def456"], security_group_ids: ["sg-ingress-xyz"] },
        options: { create_service: true, ephemeral_storage_gib: 50 },
      },
      inputs: {
        cluster_name: "arn:aws:ecs:us-east-1:123456789012:cluster/shared",
        create_cluster: false,
        desired_count: 2,
        s3_bucket_arns: ["arn:aws:s3:::acme-data-lake", "arn:aws:s3:::acme-data-lake/*"],
        vpc_id: "vpc-0a1b2c3d",
        private_subnet_ids: ["subnet-abc123", "subnet-def456"],
        security_group_ids: ["sg-ingress-xyz"],
        create_service: true,
        ephemeral_storage_gib: 50,
      },
    },
    {
      runtime: { storage: { bucket: "lake" }, service_account: "arn:aws-cn:iam::123456789012:role/dativo" },
      inputs: { s3_bucket_arns: ["arn:aws-cn:s3:::lake", "arn:aws-cn:s3:::lake/*"] },
    },
  ],
  bad: [
    { runtime: { cpu: "300", memory: 2048 }, problems: { cpu: /no size of Fargate\n256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units/ } },
    { runtime: { cpu: "much", memory: "more" }, problems: { cpu: /"much" is not an amount of CPU/, memory: /"more" is not an amount/ } },
    {
      runtime: { cpu: "1024", memory: "1024" },
      problems: { memory: /cpu 1024, which takes 2048, 3072, 4096, 5120, 6144, 7168 or 8192 MiB\nmemory 1024 goes with cpu 256 or 512/ },
    },
    { runtime: { cpu: "4096", memory: "2048" }, problems: { memory: /takes 8192 to 30720 in steps of 1024 MiB/ } },
    { runtime: { cpu: "8192", memory: "17408" }, problems: { memory: /takes 16384 to 61440 in steps of 4096 MiB/ } },
    { runtime: { memory: "700" }, problems: { memory: /no size of Fargate\ncpu 256: 512, 1024 or 2048; cpu 512/ } },
    {
      runtime: {
        image: "https://registry/dativo",
        compute: { instance_type: "m5.xlarge", instance_count: 3, auto_scaling: { max_instances: 3 } },
      },
      problems: {
        image: /begins with a scheme\nregistry\/name:tag/,
        "compute.instance_type": /aws_ecs_ec2 runs on machines of your own/,
        "compute.instance_count": /can only be 1 on aws_fargate\na run is one task/,
        "compute.auto_scaling": /means nothing on aws_fargate for a job/,
      },
    },
    {
      runtime: {
        service_account: "dativo@acme.iam.gserviceaccount.com",
        storage: { bucket: "s3://acme", mount_path: "data" },
        network: { vpc_id: "subnet-1", subnet_ids: ["subnet-1", "sg-1"], security_group_ids: ["default"] },
      },
      problems: {
        service_account: /no IAM role/,
        "storage.bucket": /without s3:/,
        "storage.mount_path": /begin it with \//,
        "network.vpc_id": /begins with vpc-/,
        "network.subnet_ids": /'sg-1' is no subnet id/,
        "network.security_group_ids": /begins with sg-/,
      },
    },
    { runtime: { image: "dativo@sha256:abc" }, problems: { image: /digest/ } },
    { runtime: { image: "dativo latest" }, problems: { image: /space/ } },
    { runtime: { cpu: "1024", options: { cpu: { units: 1024 } } }, problems: { "options.cpu": /make it "1024"/ } },
    { runtime: { cpu: "1024", options: { cpu: "512" } }, problems: { "options.cpu": /option 'cpu' is "512".*make it "1024"\nremove/s } },
    { runtime: { service_account: "arn:aws:iam::1:user/me" }, problems: { service_account: /no IAM role/ } },
  ],
});

describe("sizes of Fargate", () => {
  const table: Readonly<Record<number, readonly [first: number, last: number, step: number]>> = {
    512: [1024, 4096, 1024],
    1024: [2048, 8192, 1024],
    2048: [4096, 16_384, 1024],
    4096: [8192, 30_720, 1024],
    8192: [16_384, 61_440, 4096],
    16_384: [32_768, 122_880, 8192],
  };
  const offered = new Set(["256/512", "256/1024", "256/2048"]);
  for (const [units, [first, last, step]] of Object.entries(table))
    for (let memory = first; memory <= last; memory += step) offered.add(`${units}/${memory}`);

  test("are exactly the pairs that are offered", async () => {
    const { check } = await plugin.load();
    const taken: string[] = [];
    for (const units of [256, 512, 1024, 2048, 4096, 8192, 16_384])
      for (let memory = 256; memory <= 131_072; memory += 256)
        if (check({ cpu: String(units), memory: String(memory) }).length === 0) taken.push(`${units}/${memory}`);
    expect(taken.sort()).toEqual([...offered].sort());
    expect(offered.size).toBe(3 + 4 + 7 + 13 + 23 + 12 + 12);
  });
});
