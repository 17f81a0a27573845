import type { SourcePlugin } from "../../../kit/source.ts";
import { csvConfig } from "./config.ts";

/** Delimited text files on local disks. */
const plugin: SourcePlugin = {
  name: "csv",
  summary: "CSV, TSV and other delimited text files, plain or compressed with gzip or zstd",
  capabilities: { incremental: ["file_modified_time", "cursor"], endings: [".csv", ".tsv", ".txt"], cursorFilter: "engine" },
  get config() {
    return csvConfig();
  },
  load: async () => (await import("./read-csv.ts")).csvSource,
};

export default plugin;
