import { matches, oneOf, type ProviderRules } from "./rule-kinds.ts";

const cron = matches(/^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|(TZ=\S+ )?(\S+\s+){4}\S+)$/, "five fields of cron");
const quantity = matches(/^[+-]?(\d+|\d+\.\d*|\.\d+)([KMGTPE]i|[mkMGTPE]|[eE][+-]?\d+)?$/, "an amount, as in 500m or 1Gi");

/** What Kubernetes's provider checks by code, and some of what an API server refuses: the well-known part. */
export const kubernetesRules: ProviderRules = {
  always: [],
  anywhere: [
    { argument: /^metadata\.name$/, rule: matches(/^(?=.{1,253}$)[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/, "lowercase letters, digits, - and .") },
    {
      argument: /^metadata\.namespace$/,
      rule: matches(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "up to 63 lowercase letters, digits and -"),
    },
    {
      argument: /(^|\.)(init_)?container\.name$/,
      rule: matches(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "up to 63 lowercase letters, digits and -"),
    },
    { argument: /\.image_pull_policy$/, rule: oneOf("Always", "IfNotPresent", "Never") },
    { argument: /\.resources\.(limits|requests)$/, rule: quantity },
    { argument: /^spec\.hard$/, rule: quantity },
    { argument: /^role_ref\.kind$/, rule: oneOf("Role", "ClusterRole") },
    { argument: /^subject\.kind$/, rule: oneOf("User", "Group", "ServiceAccount") },
  ],
  types: {
    kubernetes_cron_job_v1: {
      arguments: {
        "metadata.name": matches(
          /^[a-z0-9]([a-z0-9.-]{0,50}[a-z0-9])?$/,
          "up to 52 lowercase letters, digits and -: a job's name is made of it",
        ),
        "spec.schedule": cron,
        "spec.concurrency_policy": oneOf("Allow", "Forbid", "Replace"),
        "spec.job_template.spec.template.spec.restart_policy": oneOf("OnFailure", "Never"),
      },
    },
    kubernetes_job_v1: { arguments: { "spec.template.spec.restart_policy": oneOf("OnFailure", "Never") } },
    kubernetes_namespace_v1: {
      arguments: { "metadata.name": matches(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "up to 63 lowercase letters, digits and -") },
    },
    kubernetes_network_policy_v1: { arguments: { "spec.policy_types": oneOf("Ingress", "Egress") } },
  },
};
