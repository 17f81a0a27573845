import { DativoError } from "../../../kit/error.ts";
import { extractFiles, inputOf } from "../../../kit/input-files/extract.ts";
import type { PreparedFile } from "../../../kit/input-files/extract.ts";
import type { ListedFile } from "../../../kit/input-files/list.ts";
import { checkFiles, discoverFiles } from "../../../kit/input-files/look.ts";
import { openText } from "../../../kit/input-files/open-text.ts";
import type { Source, SourceRequest } from "../../../kit/source.ts";
import type { World } from "../../../kit/world.ts";
import type { JsonConfig } from "./config.ts";

/** Reads JSON files; the engine parses them in place. */
export const jsonSource: Source = {
  check: (request, world) => checkFiles(request, world, (file) => prepareJson(file, request, world)),
  discover: (request, world) => discoverFiles(request, world, (file) => prepareJson(file, request, world)),
  extract: (request, world) => extractFiles(request, world, (file) => prepareJson(file, request, world)),
};

/** Opens one file and settles which of the two layouts it has. Undefined for a file of nothing but white space. */
async function prepareJson(file: ListedFile, request: SourceRequest, world: World): Promise<PreparedFile | undefined> {
  const { options } = request.config as JsonConfig;
  const opened = await openText(
    file,
    {
      encoding: options.encoding,
      compression: options.compression,
      format: "JSON",
      stageMark: true,
      byLine: (start) => kindOf(file, start.trimStart()[0], options) === "ndjson",
    },
    request,
    world,
  );
  if (!opened) return undefined;
  const first = opened.start.trimStart()[0];
  if (first === undefined && opened.complete) return undefined;
  if (first !== "{" && first !== "[") throw notJson(file, first);
  const kind = kindOf(file, first, options);
  if (kind === "ndjson" && first === "[") {
    throw new DativoError("refused", `${file.origin} begins with '[': it is a JSON array, not one object per line`, {
      hint: "set format: json",
      context: { path: file.path },
    });
  }
  return {
    input: inputOf(file, opened.staged),
    format: { kind, compression: opened.compression },
    ...(opened.verify ? { verify: opened.verify } : {}),
  };
}

function kindOf(file: ListedFile, first: string | undefined, { format }: JsonConfig["options"]): "json" | "ndjson" {
  return format === undefined || format === "auto" ? layoutOf(file, first) : format;
}

/** The name decides; an array is an array whatever the name says. */
function layoutOf(file: ListedFile, first: string | undefined): "json" | "ndjson" {
  if (first === "[") return "json";
  return /\.(ndjson|jsonl|jsonlines)(\.(gz|gzip|zst|zstd))?$/i.test(file.path) || !/\.json(\.(gz|gzip|zst|zstd))?$/i.test(file.path)
    ? "ndjson"
    : "json";
}

function notJson(file: ListedFile, first: string | undefined): DativoError {
  const found = first === undefined ? "the first megabyte is white space" : "the first character is neither '{' nor '['";
  return new DativoError("refused", `${file.origin} does not hold JSON objects: ${found}`, {
    hint: "records must be JSON objects: an array of them, or one after another",
    context: { path: file.path },
  });
}
