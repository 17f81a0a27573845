import { kubernetesCpu, kubernetesMemory } from "../../../kit/quantities.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { kubernetesSizeRule } from "../../../kit/runtimes/kubernetes-rules.ts";
import { imageRule, mountPathRule, namespaceRule, serviceAccountRule } from "../../../kit/runtimes/rules.ts";

const cloudIdentity = /arn:aws[a-z-]*:iam::\d+:role\/\S+|[^@\s]+@[^@\s]+\.gserviceaccount\.com|\/subscriptions\/\S+/;

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    kubernetesSizeRule,
    namespaceRule,
    serviceAccountRule(cloudIdentity, "a role's ARN, a Google account's address, an Azure identity's resource id"),
    mountPathRule,
  ],
  inputs: (runtime) => plainInputs(runtime, { cpu: kubernetesCpu(runtime.cpu), memory: kubernetesMemory(runtime.memory) }),
});
