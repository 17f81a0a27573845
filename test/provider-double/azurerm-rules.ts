import { between, blocksAt, exactlyOne, matches, oneOf, type ProviderRules, type WholeRule } from "./rule-kinds.ts";

const appName = matches(/^[a-z](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$/, "2 to 32 lowercase letters, digits and single -, a letter first");
const uuid = matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a UUID is expected");
const resourceId = matches(/^\/(subscriptions|providers)\/.+/i, "the id of a resource is expected, /subscriptions/...");

/** Without a workload profile a container has 0.25 processors or a multiple, and twice as many gibibytes. */
function consumptionSize(containers: string): WholeRule {
  return (fields) => {
    if (fields["workload_profile_name"] !== null) return undefined;
    for (const { cpu, memory } of blocksAt(fields, containers)) {
      const processors = Number(cpu);
      if (cpu === null || Number.isNaN(processors)) continue;
      if (processors * 4 !== Math.round(processors * 4) || processors < 0.25 || processors > 4)
        return `cpu is 0.25 to 4 in steps of 0.25, got ${processors}`;
      if (typeof memory === "string" && memory !== `${processors * 2}Gi`)
        return `cpu ${processors} goes with memory ${processors * 2}Gi, got ${memory}`;
    }
    return undefined;
  };
}

/** What Azure's provider checks by code, and some of what its API refuses: the well-known part. */
export const azurermRules: ProviderRules = {
  always: [],
  anywhere: [
    {
      argument: /^resource_group_name$/,
      rule: matches(/^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u, "up to 90 of letters, digits and _ . ( ) -"),
    },
    { argument: /(^|\.)(tenant_id|principal_id)$/, rule: uuid },
    {
      argument:
        /(^|\.)(container_app_environment_id|log_analytics_workspace_id|infrastructure_subnet_id|subnet_id|key_vault_id|storage_account_id|resource_group_id|target_resource_id|user_assigned_identity_id|identity_ids)$/,
      rule: resourceId,
    },
  ],
  types: {
    azurerm_container_app: {
      arguments: {
        name: appName,
        revision_mode: oneOf("Single", "Multiple"),
        "ingress.transport": oneOf("auto", "http", "http2", "tcp"),
        "identity.type": oneOf("SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
        "template.max_replicas": between(1, 1000),
        "template.min_replicas": between(0, 1000),
      },
      whole: [consumptionSize("template.container")],
    },
    azurerm_container_app_environment: {
      arguments: {
        name: matches(/^[a-zA-Z][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/, "2 to 60 letters, digits and -, a letter first"),
        logs_destination: oneOf("log-analytics", "azure-monitor"),
      },
    },
    azurerm_container_app_job: {
      arguments: {
        name: appName,
        replica_timeout_in_seconds: between(1, 2_147_483_647),
        replica_retry_limit: between(0, 2_147_483_647),
        "schedule_trigger_config.cron_expression": matches(/^(\S+\s+){4}\S+$/, "five fields of cron"),
        "identity.type": oneOf("SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
      },
      whole: [
        exactlyOne("manual_trigger_config", "schedule_trigger_config", "event_trigger_config"),
        consumptionSize("template.container"),
      ],
    },
    azurerm_container_registry: {
      arguments: { name: matches(/^[a-zA-Z0-9]{5,50}$/, "5 to 50 letters and digits"), sku: oneOf("Basic", "Standard", "Premium") },
    },
    azurerm_federated_identity_credential: { whole: [exactlyOne("user_assigned_identity_id", "parent_id")] },
    azurerm_key_vault: {
      arguments: {
        name: matches(/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/, "3 to 24 letters, digits and single -, a letter first"),
        sku_name: oneOf("standard", "premium"),
        soft_delete_retention_days: between(7, 90),
      },
    },
    azurerm_key_vault_secret: { arguments: { name: matches(/^[0-9a-zA-Z-]{1,127}$/, "up to 127 letters, digits and -") } },
    azurerm_log_analytics_workspace: {
      arguments: {
        name: matches(/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/, "4 to 63 letters, digits and -"),
        sku: oneOf("Free", "PerNode", "Premium", "Standard", "Standalone", "Unlimited", "CapacityReservation", "PerGB2018", "LACluster"),
        retention_in_days: { among: [7, ...Array.from({ length: 701 }, (_, at) => at + 30)] },
      },
    },
    azurerm_role_assignment: {
      arguments: { principal_type: oneOf("User", "Group", "ServicePrincipal") },
      whole: [exactlyOne("role_definition_id", "role_definition_name")],
    },
    azurerm_resource_group: {
      arguments: { name: matches(/^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u, "up to 90 of letters, digits and _ . ( ) -") },
    },
    azurerm_storage_account: {
      arguments: {
        name: matches(/^[a-z0-9]{3,24}$/, "3 to 24 lowercase letters and digits"),
        account_tier: oneOf("Standard", "Premium"),
        account_replication_type: oneOf("LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"),
        min_tls_version: oneOf("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"),
      },
    },
    azurerm_storage_container: {
      arguments: {
        name: matches(/^\$root$|^\$web$|^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "3 to 63 lowercase letters, digits and single -"),
        container_access_type: oneOf("blob", "container", "private"),
      },
      whole: [exactlyOne("storage_account_id", "storage_account_name")],
    },
    azurerm_user_assigned_identity: { arguments: { name: matches(/^[a-zA-Z0-9][\w-]{2,127}$/, "3 to 128 letters, digits, - and _") } },
  },
};
