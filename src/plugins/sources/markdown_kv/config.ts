import { z } from "zod";
import { inputConfig, textOptions } from "../../../kit/input-files/config.ts";
import { once } from "../../../kit/once.ts";

const storage = () =>
  z.strictObject({
    mode: z
      .enum(["structured", "string"], {
        error: (issue) =>
          issue.input === "raw_file"
            ? "raw_file would copy documents, not load rows; use structured or string"
            : "one of structured, string",
      })
      .default("structured")
      .describe("structured reads keys and values; string keeps each document as one text."),
    structured_pattern: z
      .enum(["row_per_kv", "document_level"], {
        error: (issue) =>
          issue.input === "hybrid" ? "hybrid would load two tables at once; write one job per table" : "one of row_per_kv, document_level",
      })
      .default("row_per_kv")
      .describe("One row per key, or one row per document with its sections nested."),
  });

/** Schema of the resolved `source` block of Markdown key-value jobs. */
export const markdownConfig = once(() =>
  inputConfig({
    ...textOptions(),
    markdown_kv_storage: storage().optional().describe("What becomes of a document; one row per key when absent."),
    doc_id_keys: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "Keys whose first value found names the document; id, then doc_id when absent. Without any, the file's path without extension does.",
      ),
  }),
);

/** What a Markdown key-value job says, after its spellings were settled. */
export type MarkdownConfig = z.output<ReturnType<typeof markdownConfig>>;
