import { plainFilesConfig } from "../../../kit/plain-files/config.ts";
import type { TargetPlugin } from "../../../kit/target.ts";

/** Parquet files in a folder per table on local disks. */
const plugin: TargetPlugin = {
  name: "parquet",
  summary: "Parquet files (zstd) in a folder per table, with hive-style partition folders",
  capabilities: { modes: ["append", "overwrite"], fileFormats: ["parquet"] },
  get config() {
    return plainFilesConfig();
  },
  load: async () => (await import("../../../kit/plain-files/session.ts")).plainFilesTarget("parquet"),
};

export default plugin;
