import { isGiven, readMebibytes } from "../../../kit/quantities.ts";
import { awsNetworkRules, awsRoleRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, looksLike, oneInstance, takesNo, unreadable } from "../../../kit/runtimes/rules.ts";

const memoryHint = "128 to 10240 MB in whole MB: 2048, or 2 GB";
const noMachines = "Lambda has no machines; its size is memory";

const memoryRule: Rule = ({ memory }) => {
  if (!isGiven(memory)) return [];
  const megabytes = readMebibytes(memory, "binary");
  if (megabytes === undefined) return [unreadable("memory", memory, memoryHint)];
  if (Number.isInteger(megabytes) && megabytes >= 128 && megabytes <= 10_240) return [];
  return [{ path: ["memory"], message: `memory ${megabytes} MB is none that Lambda has`, hint: memoryHint }];
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    looksLike(
      "image",
      "image in ECR",
      /^\d+\.dkr[.-]ecr/,
      "Lambda takes images of a private ECR repository only: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG",
    ),
    oneInstance("aws_lambda", noMachines),
    takesNo("aws_lambda", {
      cpu: "Lambda gives CPU by memory: a full vCPU at 1769 MB; set memory",
      "compute.cluster_id": noMachines,
      "compute.instance_type": noMachines,
      "compute.auto_scaling": noMachines,
    }),
    memoryRule,
    looksLike("storage.mount_path", "place that Lambda can mount at", /^\/mnt\/[A-Za-z0-9_.-]+$/, "one folder below /mnt, as /mnt/data"),
    s3BucketRule,
    awsRoleRule,
    ...awsNetworkRules,
  ],
  inputs: (runtime) => plainInputs(runtime, { memory: readMebibytes(runtime.memory, "binary") ?? unread(runtime.memory) }),
});

function unread(memory: string | number | undefined): string | number | undefined {
  return isGiven(memory) ? memory : undefined;
}
