import type { Rule } from "./define-runtime.ts";
import { looksLike, oneSubnet, takesNo } from "./rules.ts";

const name = "[a-z](?:[a-z0-9-]*[a-z0-9])?";
const project = String.raw`(?:https:\/\/\S+\/)?projects\/[^/\s]+`;

/** Types of Compute Engine machines: `n2-standard-4`, `e2-custom-4-8192`, `f1-micro`. */
export const machineTypeRule = looksLike(
  "compute.instance_type",
  "Compute Engine machine type",
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/,
  "family, series and size, as n2-standard-4",
);

/** A bucket by its name, without scheme and path. */
export const gcsBucketRule = looksLike(
  "storage.bucket",
  "name of a Cloud Storage bucket",
  /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
  "the name alone, without gs:// and path: lower-case letters, digits, '-', '_' and '.'",
);

/** Whom a job is in Google Cloud: a service account, by its address. */
export const googleAccountRule = looksLike(
  "service_account",
  "Google service account",
  /^[^@\s:]+@[^@\s]+$/,
  "its address, as dativo@acme.iam.gserviceaccount.com",
);

/** Network and subnetwork: names, or paths of a project. A job takes one subnetwork, and has no security groups. */
export function googleNetworkRules(runtimeName: string): readonly Rule[] {
  return [
    looksLike(
      "network.vpc_id",
      "VPC network",
      new RegExp(`^(?:${name}|${project}\\/global\\/networks\\/${name})$`),
      "a network's name, or projects/PROJECT/global/networks/NAME",
    ),
    looksLike(
      "network.subnet_ids",
      "subnetwork",
      new RegExp(`^(?:${name}|${project}\\/regions\\/[^/\\s]+\\/subnetworks\\/${name})$`),
      "a subnetwork's name, or projects/PROJECT/regions/REGION/subnetworks/NAME",
    ),
    oneSubnet(runtimeName),
    takesNo(runtimeName, {
      "network.security_group_ids": "Google Cloud has no security groups: its firewall rules go by network tags or service accounts",
    }),
  ];
}
