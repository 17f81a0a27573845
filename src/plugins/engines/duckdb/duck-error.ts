import { DativoError } from "../../../kit/error.ts";

/** Where a statement reads and writes, for the message of what went wrong. */
export interface Scene {
  /** Completes "DuckDB could not ...". */
  readonly action: string;
  /** The folder that is written, when there is one. */
  readonly folder?: string;
  readonly scratch: string;
}

/** Gives a failure of DuckDB its kind. Neither its message nor its cause quotes a row: rows may hold classified values. */
export function duckError(error: unknown, scene: Scene): DativoError {
  if (error instanceof DativoError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const found = causes.find(({ pattern }) => pattern.test(text));
  const cause = new Error(withoutRows(text));
  if (!found) return new DativoError("refused", `DuckDB could not ${scene.action}: ${cause.message}`, { cause });
  const message = found.message(text, scene);
  // A full disk or too little memory does not mend itself: trying again would only take longer to say so.
  return new DativoError(found.kind, message, { hint: found.hint(scene), cause, retryable: false });
}

interface Cause {
  readonly pattern: RegExp;
  readonly kind: DativoError["kind"];
  message(text: string, scene: Scene): string;
  hint(scene: Scene): string;
}

const causes: readonly Cause[] = [
  {
    pattern: /no space left|disk quota|ENOSPC|EDQUOT|max_temp_directory_size/i,
    kind: "unavailable",
    message: (text, scene) => `cannot ${scene.action}: the disk is full under ${pathIn(text) ?? scene.folder ?? scene.scratch}`,
    hint: (scene) => `free space in ${scene.folder ?? scene.scratch} (temporary files go to ${scene.scratch}), then run again`,
  },
  {
    pattern: /out of memory|failed to allocate|could not allocate/i,
    kind: "unavailable",
    message: (_text, scene) => `cannot ${scene.action}: the memory limit was reached`,
    hint: () => "raise engine.memory_limit_mb in the job, or lower engine.threads",
  },
  {
    pattern: /read-only file system/i,
    kind: "auth",
    message: (text, scene) => `cannot ${scene.action}: the file system of ${pathIn(text) ?? scene.folder ?? "a file"} is read-only`,
    hint: () => "make the file system writable, or choose a place on another one",
  },
  {
    pattern: /permission denied|EACCES/i,
    kind: "auth",
    message: (text, scene) => `cannot ${scene.action}: no permission for ${pathIn(text) ?? scene.folder ?? "a file"}`,
    hint: () => "check owner and mode of the file and of the folders above it",
  },
  {
    pattern: /maximum line size|maximum_object_size|max_line_size/i,
    kind: "refused",
    message: (text, scene) => `cannot ${scene.action}: ${pathIn(text) ?? "a file"} has a record longer than the largest allowed`,
    hint: () => "look for a missing closing quote, or split the record; see docs for the limit",
  },
  {
    pattern: /gzip|zstd|decompress|miniz/i,
    kind: "refused",
    message: (text, scene) => `cannot ${scene.action}: ${pathIn(text) ?? "a compressed file"} is damaged or cut off`,
    hint: () => "fetch the file again; `gzip -t` or `zstd -t` tells whether it is whole",
  },
  {
    pattern: /no files found|cannot open file|no such file/i,
    kind: "not_found",
    message: (text, scene) => `cannot ${scene.action}: ${pathIn(text) ?? "a file"} is not there`,
    hint: () => "the file was there when the run began: something removed it",
  },
];

function pathIn(text: string): string | undefined {
  return /"(\/[^"\n]*)"/.exec(text)?.[1] ?? /'(\/[^'\n]*)'/.exec(text)?.[1];
}

/** Classes of errors that DuckDB raises before it looks at a row: they quote the statement at most. */
const beforeRows = /^(?:Binder|Catalog|Parser|Syntax|Not implemented|IO|Permission) Error\b/;

/** What may be said of an error: DuckDB quotes the offending values, with quotes around them or without. */
function withoutRows(text: string): string {
  const line = text.split("\n", 1)[0]!.slice(0, 200);
  if (beforeRows.test(line)) return line;
  if (/^Invalid Input Error\b/.test(line)) return "Invalid Input Error: a value is not what the statement expects";
  return line.replaceAll(/["'].*["']|["'].*$/g, "…").replaceAll(/(?<![A-Za-z0-9_])-?\d[\w.:+-]*/g, "…");
}
