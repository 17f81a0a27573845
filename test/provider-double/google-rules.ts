import {
  between,
  blocksAt,
  conflicting,
  exactlyOne,
  matches,
  oneOf,
  type ProviderRules,
  type TypeRules,
  type WholeRule,
} from "./rule-kinds.ts";

const dnsName = (most: number) =>
  matches(new RegExp(`^[a-z]([-a-z0-9]{0,${most - 2}}[a-z0-9])?$`), `up to ${most} lowercase letters, digits and -, a letter first`);
const seconds = matches(/^\d+(\.\d{1,9})?s$/, "seconds are written 3600s");
const launchStage = oneOf("UNIMPLEMENTED", "PRELAUNCH", "EARLY_ACCESS", "ALPHA", "BETA", "GA", "DEPRECATED");
const generation = oneOf("EXECUTION_ENVIRONMENT_GEN1", "EXECUTION_ENVIRONMENT_GEN2");
const egress = oneOf("ALL_TRAFFIC", "PRIVATE_RANGES_ONLY");

/** Cloud Run sells whole processors, fractions only below one, and at least half a gibibyte where there are 2. */
function cloudRunLimits(containers: string): WholeRule {
  return (fields) => {
    for (const { limits } of blocksAt(fields, `${containers}.resources`)) {
      const { cpu, memory } = (limits ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof cpu === "string" && !/^([1-9]|0?\.\d+|\d{2,4}m|[1-9](\.0+)?)$/.test(cpu)) return `"${cpu}" is no number of processors`;
      if (typeof cpu === "string" && !/m$|\./.test(cpu) && !["1", "2", "4", "6", "8"].includes(cpu))
        return `cpu is 1, 2, 4, 6 or 8, got ${cpu}`;
      if (typeof memory === "string" && !/^\d+(\.\d+)?(Ki|Mi|Gi|k|M|G)$/.test(memory))
        return `"${memory}" is no amount of memory, as in 512Mi`;
    }
    return undefined;
  };
}

const iamMember: TypeRules = {
  arguments: {
    member: matches(
      /^(allUsers|allAuthenticatedUsers|(user|serviceAccount|group|domain|projectOwner|projectEditor|projectViewer|deleted):.+|principal(Set)?:\/\/.+)$/,
      "a member is written serviceAccount:name@project.iam.gserviceaccount.com",
    ),
    role: matches(/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/, "a role is written roles/run.invoker"),
  },
};

/** What Google's provider checks by code, and some of what its API refuses: the well-known part. */
export const googleRules: ProviderRules = {
  always: [conflicting("name", "name_prefix")],
  anywhere: [],
  types: {
    google_artifact_registry_repository: { arguments: { repository_id: dnsName(63) } },
    google_cloud_run_v2_job: {
      arguments: {
        name: dnsName(63),
        launch_stage: launchStage,
        "template.template.timeout": seconds,
        "template.template.max_retries": between(0, 10),
        "template.template.execution_environment": generation,
        "template.template.vpc_access.egress": egress,
        "template.task_count": between(1, 10_000),
      },
      whole: [cloudRunLimits("template.template.containers")],
    },
    google_cloud_run_v2_job_iam_member: iamMember,
    google_cloud_run_v2_service: {
      arguments: {
        name: dnsName(49),
        launch_stage: launchStage,
        ingress: oneOf("INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"),
        "template.timeout": seconds,
        "template.execution_environment": generation,
        "template.vpc_access.egress": egress,
      },
      whole: [cloudRunLimits("template.containers")],
    },
    google_cloud_run_v2_service_iam_member: iamMember,
    google_cloud_scheduler_job: {
      arguments: {
        name: matches(/^[\w-]{1,500}$/, "up to 500 of letters, digits, _ and -"),
        schedule: matches(/^(\S+\s+){4}\S+$|^every .+/, "five fields of cron"),
        attempt_deadline: seconds,
        "http_target.http_method": oneOf("POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"),
        "http_target.uri": matches(/^https?:\/\/.+/, "a URL is expected"),
        "retry_config.retry_count": between(0, 5),
        "retry_config.max_retry_duration": seconds,
        "retry_config.min_backoff_duration": seconds,
        "retry_config.max_backoff_duration": seconds,
      },
      whole: [exactlyOne("http_target", "pubsub_target", "app_engine_http_target")],
    },
    google_container_cluster: {
      arguments: {
        name: dnsName(40),
        "release_channel.channel": oneOf("UNSPECIFIED", "RAPID", "REGULAR", "STABLE", "EXTENDED"),
        datapath_provider: oneOf("DATAPATH_PROVIDER_UNSPECIFIED", "LEGACY_DATAPATH", "ADVANCED_DATAPATH"),
        networking_mode: oneOf("VPC_NATIVE", "ROUTES"),
        "workload_identity_config.workload_pool": matches(/^[^/]+\.svc\.id\.goog$/, "PROJECT.svc.id.goog"),
        "binary_authorization.evaluation_mode": oneOf("DISABLED", "PROJECT_SINGLETON_POLICY_ENFORCE"),
        "database_encryption.state": oneOf("ENCRYPTED", "DECRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"),
      },
      whole: [
        (fields) =>
          fields["enable_autopilot"] === true && fields["remove_default_node_pool"] === true
            ? "enable_autopilot and remove_default_node_pool exclude each other"
            : undefined,
      ],
    },
    google_container_node_pool: {
      arguments: {
        name: dnsName(40),
        "node_config.disk_type": oneOf(
          "pd-standard",
          "pd-balanced",
          "pd-ssd",
          "hyperdisk-balanced",
          "hyperdisk-extreme",
          "hyperdisk-throughput",
        ),
        "node_config.workload_metadata_config.mode": oneOf("MODE_UNSPECIFIED", "GCE_METADATA", "GKE_METADATA"),
      },
      whole: [conflicting("name", "name_prefix")],
    },
    google_kms_crypto_key: {
      arguments: {
        name: matches(/^[\w-]{1,63}$/, "up to 63 of letters, digits, _ and -"),
        rotation_period: matches(/^(8[6-9]\d{3}|86[4-9]\d{2}|9\d{4}|[1-9]\d{5,})(\.\d+)?s$/, "86400s or more"),
        purpose: oneOf("ENCRYPT_DECRYPT", "ASYMMETRIC_SIGN", "ASYMMETRIC_DECRYPT", "MAC", "RAW_ENCRYPT_DECRYPT", "KEY_ENCAPSULATION"),
      },
    },
    google_kms_crypto_key_iam_member: iamMember,
    google_project_iam_member: iamMember,
    google_project_service: { arguments: { service: matches(/^[a-z0-9.-]+\.(googleapis\.com|cloud\.goog)$/, "as in run.googleapis.com") } },
    google_secret_manager_secret: {
      arguments: { secret_id: matches(/^[\w-]{1,255}$/, "up to 255 of letters, digits, _ and -") },
      whole: [
        (fields) => blocksAt(fields, "replication").flatMap((replication) => exactlyOne("auto", "user_managed")(replication) ?? [])[0],
      ],
    },
    google_secret_manager_secret_iam_member: iamMember,
    google_service_account: {
      arguments: {
        account_id: matches(/^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/, "6 to 30 lowercase letters, digits and -, a letter first"),
        display_name: matches(/^[^]{0,100}$/, "up to 100 characters"),
        description: matches(/^[^]{0,256}$/, "up to 256 characters"),
      },
    },
    google_service_account_iam_member: iamMember,
    google_storage_bucket: {
      arguments: {
        name: matches(
          /^(?!goog)[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
          "3 to 63 lowercase letters, digits, - _ and ., not beginning with goog",
        ),
        storage_class: oneOf("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE", "MULTI_REGIONAL", "REGIONAL"),
        public_access_prevention: oneOf("inherited", "enforced"),
        "lifecycle_rule.action.type": oneOf("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"),
      },
    },
    google_storage_bucket_iam_member: iamMember,
  },
};
