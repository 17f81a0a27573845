import { z } from "zod";
import { inputConfig, textOptions } from "../../../kit/input-files/config.ts";
import { once } from "../../../kit/once.ts";

/** Schema of the resolved `source` block of JSON jobs. */
export const jsonConfig = once(() =>
  inputConfig({
    ...textOptions(),
    format: z
      .enum(["auto", "json", "ndjson"])
      .optional()
      .describe(
        "json is one array of objects, or objects one after another; ndjson is one object per line; auto goes by the file's name, then by its first character.",
      ),
  }),
);

/** What a JSON job says, after its spellings were settled. */
export type JsonConfig = z.output<ReturnType<typeof jsonConfig>>;
