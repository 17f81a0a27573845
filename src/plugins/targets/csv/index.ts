import { plainFilesConfig } from "../../../kit/plain-files/config.ts";
import type { TargetPlugin } from "../../../kit/target.ts";

/** CSV files in a folder per table on local disks. */
const plugin: TargetPlugin = {
  name: "csv",
  summary: "CSV files with a header in a folder per table, with hive-style partition folders",
  capabilities: { modes: ["append", "overwrite"], fileFormats: ["csv"] },
  get config() {
    return plainFilesConfig();
  },
  load: async () => (await import("../../../kit/plain-files/session.ts")).plainFilesTarget("csv"),
};

export default plugin;
