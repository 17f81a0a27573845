import type { SourcePlugin } from "../../../kit/source.ts";
import { jsonConfig } from "./config.ts";

/** JSON and newline-delimited JSON files on local disks. */
const plugin: SourcePlugin = {
  name: "json",
  summary: "JSON arrays, concatenated JSON objects and NDJSON files, plain or compressed with gzip or zstd",
  capabilities: { incremental: ["file_modified_time", "cursor"], endings: [".json", ".ndjson", ".jsonl"], cursorFilter: "engine" },
  get config() {
    return jsonConfig();
  },
  load: async () => (await import("./read-json.ts")).jsonSource,
};

export default plugin;
