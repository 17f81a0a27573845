import { z } from "zod";
import { inputConfig, textOptions } from "../../../kit/input-files/config.ts";
import { once } from "../../../kit/once.ts";

const isOneCharacter = (text: string): boolean => /^[\x00-\x7f]$/.test(text) && !/[\r\n\0]/.test(text);
const oneCharacter = (what: string): z.ZodType<string, string> =>
  z.string().refine(isOneCharacter, { error: `${what} is one ASCII character` });

/** `\t` and `tab` are what people write where YAML makes a real tab hard to see. */
const tabs = ["\\t", "tab"];
const delimiter = () =>
  z
    .string()
    .refine((text) => isOneCharacter(text) || tabs.includes(text), { error: "a delimiter is one ASCII character; write \\t for a tab" })
    .transform((text) => (tabs.includes(text) ? "\t" : text));

const options = () => ({
  ...textOptions(),
  delimiter: delimiter().optional().describe("What stands between fields; a comma when absent, a tab for .tsv and .tab files."),
  quote_char: z
    .union([z.literal(""), oneCharacter("a quote character")])
    .optional()
    .describe('What encloses fields; `"` when absent, empty text for none.'),
  escape_char: z
    .union([z.literal(""), oneCharacter("an escape character")])
    .optional()
    .describe("What stands before a quote inside a quoted field; the quote itself when absent."),
  header: z.boolean().optional().describe("Whether the first record names the columns; true when absent."),
  column_names: z.array(z.string().min(1)).min(1).optional().describe("Names of the columns of files without a header, in file order."),
  null_values: z.array(z.string()).optional().describe("Unquoted texts that mean NULL beside the empty field."),
});

/** Schema of the resolved `source` block of CSV jobs. */
export const csvConfig = once(() =>
  inputConfig(options()).superRefine(({ options: { header, column_names, delimiter: comma, quote_char } }, context) => {
    const issue = (key: string, message: string): void => context.addIssue({ code: "custom", path: [key], message });
    if (header === false && !column_names)
      issue("column_names", "header: false needs column_names, as nothing in the file names its columns");
    if (header !== false && column_names)
      issue("column_names", "column_names are for files without a header; set header: false, or rename with physicalName in the contract");
    const twice = column_names?.find(
      (name, index) => column_names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index,
    );
    if (twice !== undefined) issue("column_names", `column_names has '${twice}' twice`);
    if (comma !== undefined && comma === (quote_char ?? '"')) issue("quote_char", "delimiter and quote_char cannot be the same character");
  }),
);

/** What a CSV job says, after its spellings were settled. */
export type CsvConfig = z.output<ReturnType<typeof csvConfig>>;
