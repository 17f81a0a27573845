import type { SourcePlugin } from "../../../kit/source.ts";
import { markdownConfig } from "./config.ts";

/** Markdown documents with `key:: value` lines. */
const plugin: SourcePlugin = {
  name: "markdown_kv",
  summary: "Markdown documents with `key:: value` lines, headings as sections and YAML front matter",
  capabilities: { incremental: ["file_modified_time", "cursor"], endings: [".md", ".mdkv"], cursorFilter: "engine" },
  get config() {
    return markdownConfig();
  },
  load: async () => (await import("./read-markdown.ts")).markdownSource,
};

export default plugin;
