import type { TargetPlugin } from "../../../kit/target.ts";
import { icebergConfig } from "./config.ts";

/** Iceberg v2 tables that any engine reads: rows, quarantine and load state in one commit. */
const plugin: TargetPlugin = {
  name: "iceberg",
  summary: "Iceberg v2 tables in a warehouse folder, with an embedded catalog that PyIceberg and Spark open too.",
  capabilities: { modes: ["append", "overwrite", "merge"], fileFormats: ["iceberg"] },
  get config() {
    return icebergConfig();
  },
  async load() {
    const { openIcebergTarget } = await import("./open-target.ts");
    return { open: openIcebergTarget };
  },
};
export default plugin;
