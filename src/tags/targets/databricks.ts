import { flatRenderer } from "../flat-renderer.ts";
import { awsStyle } from "./aws.ts";

/** Names that Databricks sets on its own. Whoever overwrites `Name` loses the cluster out of its sight. */
const defaultTags: ReadonlySet<string> = new Set(["name", "vendor", "clusterid", "clustername", "creator", "runname", "jobid"]);

/** Custom tags of Databricks compute, in the style of AWS. */
export const databricksRenderer = flatRenderer({
  ...awsStyle,
  name: "databricks",
  summary: "Databricks custom tags: as on AWS, at most 45, never a tag that Databricks sets itself",
  limit: 45,
  cutKey: (key, cut) => cut(key, 127),
  reserved: (key) =>
    awsStyle.reserved(key) ?? (defaultTags.has(key.toLowerCase()) ? `'${key}' is a tag that Databricks sets itself` : undefined),
});
