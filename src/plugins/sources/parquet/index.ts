import type { SourcePlugin } from "../../../kit/source.ts";
import { parquetConfig } from "./config.ts";

/** Parquet files on local disks. */
const plugin: SourcePlugin = {
  name: "parquet",
  summary: "Parquet files",
  capabilities: { incremental: ["file_modified_time", "cursor"], endings: [".parquet"], cursorFilter: "engine" },
  get config() {
    return parquetConfig();
  },
  load: async () => (await import("./read-parquet.ts")).parquetSource,
};

export default plugin;
