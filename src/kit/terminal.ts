import { fileError, hasCode } from "./error.ts";
import { once } from "./once.ts";

/** Where people read: standard output and standard error. */
export interface Terminal {
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal; 80 where it is none. */
  readonly width: number;
  out(text: string): void;
  err(text: string): void;
}

/** The parts of `node:fs` that write to an open descriptor. */
type Descriptors = Pick<typeof import("node:fs"), "fstatSync" | "writeSync">;

/**
 * Standard output and standard error of this process. A file or a pipe is written to directly: making a stream for a pipe
 * loads Node's network code, which takes a sixth of Node's own start, and would then wait for the reader just the same. A
 * reader that has gone is no failure; throws DativoError when the disk behind refuses.
 */
export function openTerminal(disk: Descriptors): Terminal {
  const out = once(() => disk.fstatSync(1).isCharacterDevice() && process.stdout.isTTY);
  const err = once(() => disk.fstatSync(2).isCharacterDevice() && process.stderr.isTTY);
  return {
    get stdoutIsTerminal() {
      return out();
    },
    get stderrIsTerminal() {
      return err();
    },
    get width() {
      return (out() && process.stdout.columns) || 80;
    },
    out: (text) => (out() ? void process.stdout.write(text) : writeTo(disk, 1, text)),
    err: (text) => (err() ? void process.stderr.write(text) : writeTo(disk, 2, text)),
  };
}

/** Pipes that another process has told not to wait: the stream waits for us, and what comes later has to queue behind. */
const waiting = new Map<1 | 2, NodeJS.WriteStream>();

function writeTo(disk: Descriptors, descriptor: 1 | 2, text: string): void {
  const name = descriptor === 1 ? "standard output" : "standard error";
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    const stream = waiting.get(descriptor);
    if (stream) return void stream.write(rest);
    try {
      rest = rest.subarray(disk.writeSync(descriptor, rest));
    } catch (error) {
      if (hasCode(error, "EPIPE")) return; // a reader that has seen enough (`dativo runs | head`) is no failure
      if (!hasCode(error, "EAGAIN")) throw fileError(error, "write to", name);
      waiting.set(descriptor, patientStream(descriptor));
    }
  }
}

function patientStream(descriptor: 1 | 2): NodeJS.WriteStream {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  stream.on("error", (error) => {
    if (!hasCode(error, "EPIPE")) throw error;
  });
  return stream;
}
