import { z } from "zod";
import { once } from "../once.ts";

/** What every source of local files is told, whatever spelling the job used. `options` are the format's own. */
export interface InputConfig<Options> {
  readonly files: readonly InputEntry[];
  /** Which entries to read, by their `object`; undefined for all. */
  readonly objects: readonly string[] | undefined;
  /** Folder that relative paths start from (`connection.path`); the project root when undefined. */
  readonly base: string | undefined;
  readonly options: Options;
}

/** One entry of `source.files`. */
export interface InputEntry {
  /** A file or a glob. */
  readonly path: string;
  readonly object?: string | undefined;
  /** Name by which the incremental state knows the file, so that it may move; for entries that are one file. */
  readonly id?: string | undefined;
  /** Whether it is fine when nothing matches. */
  readonly allow_empty: boolean;
}

const refused = (reason: string): z.ZodOptional<z.ZodNever> => z.never({ error: reason }).optional();

const entry = once(() =>
  z
    .strictObject({
      path: z.string().min(1).optional().describe("A file or a glob (`data/*.csv`), relative to the project root."),
      file: z.string().min(1).optional().describe("Older spelling of `path`."),
      object: z.string().min(1).optional().describe("The object that the file belongs to; `source.objects` selects by it."),
      id: z.string().min(1).optional().describe("Stable name of the file in the incremental state, so that it may be moved."),
      allow_empty: z.boolean().default(false).describe("Whether it is fine when the path matches no file."),
      modifiedTime: refused("the time of a local file is read from the disk; remove the key"),
      file_id: refused("a file id belongs to Google Drive; write `path`"),
      name: refused("write `path` for the file and `object` for what it holds"),
    })
    .superRefine((value, context) => {
      if ((value.path === undefined) === (value.file === undefined)) {
        context.addIssue({
          code: "custom",
          path: ["path"],
          message:
            value.path === undefined ? "each entry of files needs a `path`" : "`path` and its older spelling `file` exclude each other",
        });
      }
      const path = value.path ?? value.file ?? "";
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(path)?.[1];
      if (scheme !== undefined && scheme !== "file")
        context.addIssue({
          code: "custom",
          path: ["path"],
          message: `this source reads local files; nothing here reads ${scheme}:// locations`,
        });
      if (path.includes("\0")) context.addIssue({ code: "custom", path: ["path"], message: "a path cannot hold a NUL character" });
    }),
);

/**
 * Builds the schema of a `source` block that reads local files. Format options may stand at the top of `source`, in
 * `engine.options`, or in `engine.options.native` (the predecessor's place); the first of these that has one wins.
 * `shape` holds the format's options without defaults: their absence is the format's own default.
 */
export function inputConfig<Shape extends z.ZodRawShape>(shape: Shape): z.ZodType<InputConfig<z.output<z.ZodObject<Shape>>>> {
  const native = {
    ...shape,
    chunk_size: refused("files are streamed, there are no chunks to size; remove the key"),
    batch_size: refused("files are streamed, there are no batches to size; remove the key"),
  };
  const block = z.strictObject({
    files: z.array(entry()).min(1, "name at least one file").describe("What to read."),
    objects: z.array(z.string().min(1)).min(1).optional().describe("Read only the entries of `files` with these objects."),
    connection: z.strictObject({ path: z.string().min(1).optional().describe("Folder that relative file paths start from.") }).optional(),
    credentials: z
      .strictObject({ type: z.literal("none") })
      .optional()
      .describe("Local files need none."),
    engine: z
      .strictObject({
        type: z.literal("native").optional(),
        options: z.strictObject({ ...native, native: z.strictObject(native).optional() }).optional(),
      })
      .optional()
      .describe("The predecessor's place for the format's options."),
    ...native,
  });
  return block
    .superRefine((value, context) => checkObjects(value as unknown as RawBlock, context))
    .transform((value) => flatten<z.output<z.ZodObject<Shape>>>(value as unknown as RawBlock, Object.keys(shape)));
}

interface RawBlock {
  readonly files: readonly z.output<ReturnType<typeof entry>>[];
  readonly objects?: readonly string[];
  readonly connection?: { readonly path?: string };
  readonly engine?: { readonly options?: Readonly<Record<string, unknown>> };
}

/** One job loads one object: several in one block would be mixed into one table. */
function checkObjects(block: RawBlock, context: z.core.$RefinementCtx): void {
  const named = [...new Set(block.files.flatMap((file) => (file.object === undefined ? [] : [file.object])))];
  for (const [index, object] of (block.objects ?? []).entries()) {
    if (!named.includes(object))
      context.addIssue({ code: "custom", path: ["objects", index], message: `no entry of files has object '${object}'` });
  }
  if (block.objects === undefined && named.length > 1) {
    context.addIssue({
      code: "custom",
      path: ["files"],
      message: `files name several objects (${named.join(", ")}): say with \`objects\` which one this job loads`,
    });
  }
}

function flatten<Options>(block: RawBlock, keys: readonly string[]): InputConfig<Options> {
  const top = block as unknown as Readonly<Record<string, unknown>>;
  const nested = block.engine?.options ?? {};
  const native = (nested["native"] ?? {}) as Readonly<Record<string, unknown>>;
  const options = Object.fromEntries(
    keys.map((key) => [key, top[key] ?? nested[key] ?? native[key]]).filter(([, value]) => value !== undefined),
  );
  return {
    files: block.files.map((file) => ({
      path: (file.path ?? file.file)!,
      object: file.object,
      id: file.id,
      allow_empty: file.allow_empty,
    })),
    objects: block.objects,
    base: block.connection?.path,
    options: options as Options,
  };
}

/** Options that all text formats share. */
export const textOptions = once(() => ({
  encoding: z
    .string()
    .refine((label) => resolveEncoding(label) !== undefined, {
      error: "unknown encoding; for example utf-8, utf-16, latin-1, windows-1252, shift_jis",
    })
    .optional()
    .describe("How bytes become text; utf-8 when absent."),
  compression: z.enum(["auto", "none", "gzip", "zstd"]).optional().describe("auto looks at the first bytes of each file."),
}));

const pythonNames: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "utf-8-sig": "utf-8",
  "utf-16": "utf-16",
  utf16: "utf-16",
  cp932: "shift_jis",
  sjis: "shift_jis",
  ascii: "utf-8",
  "us-ascii": "utf-8",
  big5hkscs: "big5",
  cp949: "euc-kr",
};
const latin1Names = ["latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1"];

/**
 * The canonical name of an encoding as people write it (WHATWG labels, and Python's: `cp1252`, `latin-1`, `utf-8-sig`);
 * undefined when unknown. `latin-1` is the true ISO 8859-1, all 256 bytes, unlike the WHATWG label of that name.
 */
export function resolveEncoding(label: string): string | undefined {
  const folded = label.trim().toLowerCase().replaceAll("_", "-");
  if (latin1Names.includes(folded)) return "latin-1";
  const codePage = /^(?:cp|windows-?)(125\d|874)$/.exec(folded)?.[1];
  const name = codePage === undefined ? (pythonNames[folded] ?? folded) : `windows-${codePage}`;
  if (name === "utf-16") return name;
  for (const candidate of [name, label.trim()]) {
    try {
      return new TextDecoder(candidate, { fatal: true }).encoding;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}
