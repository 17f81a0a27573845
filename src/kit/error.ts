/** Why the world refused: a closed list, so that callers and exit codes can tell the kinds apart. */
export type ErrorKind =
  /** Not allowed: credentials, permissions. */
  | "auth"
  /** What was named does not exist. */
  | "not_found"
  /** Somebody else got there first: a concurrent commit, a held claim. */
  | "conflict"
  /** Not now: a full disk, a dead server, a time-out. */
  | "unavailable"
  /** The request itself is wrong: data against the contract, a breaking schema change, a corrupt file. */
  | "refused"
  /** Ours to mend. */
  | "bug";

/** The one error of Dativo for everything that is not a mistake in a user's file (those are Diagnostics). */
export class DativoError extends Error {
  readonly kind: ErrorKind;
  /** Facts for the reader: paths, names, counts. Never a secret, never a value of a classified column. */
  readonly context: Readonly<Record<string, string | number | boolean>>;
  /** What to do about it, as one sentence. */
  readonly hint: string | undefined;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(
    kind: ErrorKind,
    message: string,
    options: { context?: Record<string, string | number | boolean>; hint?: string; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DativoError";
    this.kind = kind;
    this.context = options.context ?? {};
    this.hint = options.hint;
    this.retryable = options.retryable ?? kind === "unavailable";
  }
}

/** True for an error of Node's file system with one of the given codes (`ENOENT`, `EEXIST`, ...). */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Turns a failed file operation into a DativoError of the fitting kind; `action` completes "cannot ...". */
export function fileError(error: unknown, action: string, path: string): DativoError {
  if (error instanceof DativoError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const context = { path, ...(code ? { code } : {}) };
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new DativoError(kinds[code] ?? "unavailable", `cannot ${action} ${path}: ${reason}`, {
    context,
    ...(hints[code] === undefined ? {} : { hint: hints[code] }),
    cause: error,
    retryable: code === "EMFILE" || code === "EBUSY",
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file",
  EEXIST: "it exists already",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
};
const hints: Readonly<Record<string, string>> = {
  EACCES: "check owner and mode of the file and of the folders above it",
  EPERM: "check owner and mode of the file and of the folders above it",
  EROFS: "make the file system writable, or choose a place on another one",
  ENOSPC: "free space on that disk, then run again",
  EDQUOT: "free space within the quota, then run again",
};
const kinds: Readonly<Record<string, ErrorKind>> = {
  ENOENT: "not_found",
  EACCES: "auth",
  EPERM: "auth",
  EROFS: "auth",
  ENOSPC: "unavailable",
  EDQUOT: "unavailable",
  EISDIR: "refused",
  ENOTDIR: "refused",
  EEXIST: "conflict",
  ENAMETOOLONG: "refused",
};
