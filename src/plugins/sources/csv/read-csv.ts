import path from "node:path";
import { DativoError } from "../../../kit/error.ts";
import { extractFiles, inputOf } from "../../../kit/input-files/extract.ts";
import type { PreparedFile } from "../../../kit/input-files/extract.ts";
import type { ListedFile } from "../../../kit/input-files/list.ts";
import { checkFiles, discoverFiles } from "../../../kit/input-files/look.ts";
import { openText } from "../../../kit/input-files/open-text.ts";
import type { Source, SourceRequest } from "../../../kit/source.ts";
import type { World } from "../../../kit/world.ts";
import type { CsvConfig } from "./config.ts";
import { checkHeader, readFirstRecord } from "./header.ts";
import type { Dialect } from "./header.ts";

/** Reads delimited text files; the engine parses them in place, headers are read here. */
export const csvSource: Source = {
  check: (request, world) => checkFiles(request, world, (file) => prepareCsv(file, request, world)),
  discover: (request, world) => discoverFiles(request, world, (file) => prepareCsv(file, request, world)),
  extract: (request, world) => extractFiles(request, world, (file) => prepareCsv(file, request, world)),
};

/** Opens one file: text check, header, dialect. Undefined for a file of 0 bytes. */
async function prepareCsv(file: ListedFile, request: SourceRequest, world: World): Promise<PreparedFile | undefined> {
  const { options } = request.config as CsvConfig;
  const opened = await openText(
    file,
    { encoding: options.encoding, compression: options.compression, format: "CSV", stageMark: false, byLine: () => true },
    request,
    world,
  );
  if (!opened) return undefined;
  const dialect = dialectOf(file, options);
  const columns =
    options.header === false
      ? options.column_names!
      : headerOf(file, opened.start, opened.complete, dialect, options.delimiter === undefined);
  return {
    input: inputOf(file, opened.staged),
    columns,
    format: {
      kind: "csv",
      ...dialect,
      header: options.header !== false,
      compression: opened.compression,
      nullValues: options.null_values ?? [],
    },
    ...(opened.verify ? { verify: opened.verify } : {}),
  };
}

function dialectOf(file: ListedFile, options: CsvConfig["options"]): Dialect {
  const tabbed = /\.(tsv|tab)(\.(gz|gzip|zst|zstd))?$/i.test(path.basename(file.path));
  const quote = options.quote_char ?? '"';
  return { delimiter: options.delimiter ?? (tabbed ? "\t" : ","), quote, escape: options.escape_char ?? quote };
}

function headerOf(file: ListedFile, start: string, complete: boolean, dialect: Dialect, delimiterIsGuess: boolean): readonly string[] {
  const { fields, ended, insideQuotes } = readFirstRecord(start, dialect);
  if (!ended && (insideQuotes || !complete)) {
    const what = insideQuotes ? "a quote in the header is never closed" : "the header does not end within the first megabyte";
    throw new DativoError("refused", `${file.origin}:1 ${what}`, {
      hint: "check that this is a CSV file, and its delimiter and quote_char",
      context: { path: file.path },
    });
  }
  return checkHeader(fields, file.origin, dialect, delimiterIsGuess);
}
