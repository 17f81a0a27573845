import path from "node:path";
import { DativoError } from "../../../kit/error.ts";
import { extractFiles, inputOf } from "../../../kit/input-files/extract.ts";
import type { PrepareFile } from "../../../kit/input-files/extract.ts";
import type { ListedFile } from "../../../kit/input-files/list.ts";
import { checkFiles, discoverFiles } from "../../../kit/input-files/look.ts";
import { openText } from "../../../kit/input-files/open-text.ts";
import { decodeFile } from "../../../kit/input-files/transcode.ts";
import type { Source, SourceRequest } from "../../../kit/source.ts";
import type { World } from "../../../kit/world.ts";
import type { MarkdownConfig } from "./config.ts";
import { parseDocument } from "./parse-document.ts";
import type { KeyValue, KeyValueDocument } from "./parse-document.ts";

/** Reads Markdown key-value documents, each into an NDJSON file in scratch that the engine reads. */
export const markdownSource: Source = {
  check: (request, world) => checkFiles(request, world, prepareFor(request, world)),
  discover: (request, world) => discoverFiles(request, world, prepareFor(request, world)),
  extract: (request, world) => extractFiles(request, world, prepareFor(request, world)),
};

/** A document is held in memory while it is parsed; hand-written ones are a thousand times smaller. */
const largestDocument = 64 << 20;

/** All documents of one run carry the same time. */
function prepareFor(request: SourceRequest, world: World): PrepareFile {
  const extractedAt = world.clock.now().toISOString();
  return async (file) => {
    const text = await readDocument(file, request, world);
    if (text === undefined) return undefined;
    const rows = rowsOf(text, file, (request.config as MarkdownConfig).options, extractedAt);
    if (rows.length === 0) return undefined;
    const staged = `${request.scratch}/markdown-${world.random.hex(8)}.ndjson`;
    const size = await world.files.writeStream(staged, linesOf(rows));
    return { input: inputOf(file, { path: staged, size }), format: { kind: "ndjson", compression: "none" } };
  };
}

async function readDocument(file: ListedFile, request: SourceRequest, world: World): Promise<string | undefined> {
  const { options } = request.config as MarkdownConfig;
  const opened = await openText(
    file,
    { encoding: options.encoding, compression: options.compression, format: "Markdown", stageMark: false },
    request,
    world,
  );
  if (!opened) return undefined;
  const readable = { path: opened.staged?.path ?? file.path, origin: file.origin };
  const pieces: string[] = [];
  let size = 0;
  try {
    for await (const piece of decodeFile(readable, opened.compression, "utf-8", world)) {
      size += piece.length;
      if (size > largestDocument)
        throw new DativoError("refused", `${file.origin} is larger than 64 MiB, too large for a Markdown document`, {
          hint: "split it",
          context: { path: file.path },
        });
      pieces.push(piece);
    }
  } finally {
    if (opened.staged) await world.files.remove(opened.staged.path);
  }
  return pieces.join("");
}

/** A row as JSON texts by column, and the line of the document that it stands for. */
interface Row {
  readonly line: number;
  readonly columns: Readonly<Record<string, string>>;
}

/** What one document becomes: `row_per_kv`, `document_level`, or one text. */
function rowsOf(text: string, file: ListedFile, options: MarkdownConfig["options"], extractedAt: string): readonly Row[] {
  const document = parseDocument(text, file.origin);
  const storage = options.markdown_kv_storage;
  const doc_id = JSON.stringify(docId(document, options.doc_id_keys ?? ["id", "doc_id"]) ?? withoutExtension(file.origin));
  const [title, raw_md, extracted_at] = [document.title, text, extractedAt].map((value) => JSON.stringify(value)) as [
    string,
    string,
    string,
  ];
  if (storage?.mode === "string") return [{ line: 1, columns: { doc_id, title, raw_md, extracted_at } }];
  if (storage?.structured_pattern === "document_level") {
    const sections = document.sections.map(({ section, level, kv }) =>
      renderObject({
        section: JSON.stringify(section),
        level: String(level),
        kv: `[${kv.map((one) => renderObject(kvColumns(one))).join(",")}]`,
      }),
    );
    return [{ line: 1, columns: { doc_id, title, sections: `[${sections.join(",")}]`, raw_md, extracted_at } }];
  }
  return document.sections
    .flatMap(({ kv }) => kv)
    .map((one) => ({ line: one.line, columns: { doc_id, section: JSON.stringify(one.section), ...kvColumns(one), extracted_at } }));
}

/** `value_json` goes in as the JSON that it is, so that a json column holds the number 7 and not the text "7". */
function kvColumns({ key, value, value_json, ord }: KeyValue): Record<string, string> {
  return {
    key: JSON.stringify(key),
    value: JSON.stringify(value),
    value_json: value_json?.replaceAll(/[\r\n]+/g, " ") ?? "null",
    ord: String(ord),
  };
}

function renderObject(columns: Readonly<Record<string, string>>): string {
  return `{${Object.entries(columns)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(",")}}`;
}

/** The first value of the first of these keys that the document has, in any case of letters. */
function docId(document: KeyValueDocument, keys: readonly string[]): string | undefined {
  const all: readonly KeyValue[] = document.sections.flatMap(({ kv }) => kv);
  for (const wanted of keys) {
    const found = all.find(({ key, value }) => key.toLowerCase() === wanted.toLowerCase() && value !== null);
    if (found?.value) return found.value;
  }
  return undefined;
}

function withoutExtension(origin: string): string {
  const { dir, name } = path.parse(origin.replace(/\.(gz|gzip|zst|zstd)$/i, ""));
  return dir === "" ? name : `${dir}/${name}`;
}

/** Blank lines in between put each row at the line of its key, where messages then point. */
async function* linesOf(rows: readonly Row[]): AsyncGenerator<string> {
  let line = 1;
  for (const row of rows) {
    const blank = Math.max(0, row.line - line);
    yield `${"\n".repeat(blank)}${renderObject(row.columns)}\n`;
    line += blank + 1;
  }
}
