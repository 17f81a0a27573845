import { plainFilesConfig } from "../../../kit/plain-files/config.ts";
import type { TargetPlugin } from "../../../kit/target.ts";

/** NDJSON files in a folder per table on local disks. */
const plugin: TargetPlugin = {
  name: "json",
  summary: "NDJSON files (one JSON object per line) in a folder per table, with hive-style partition folders",
  capabilities: { modes: ["append", "overwrite"], fileFormats: ["json"] },
  get config() {
    return plainFilesConfig();
  },
  load: async () => (await import("../../../kit/plain-files/session.ts")).plainFilesTarget("json"),
};

export default plugin;
