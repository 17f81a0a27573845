import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");

/** The Python that has moto: the one that `npm test` prepares, or DATIVO_MOTO_PYTHON. Undefined where there is none. */
export function motoPython(): string | undefined {
  const python = process.env["DATIVO_MOTO_PYTHON"] ?? path.join(root, ".cache", "venv-moto", "bin", "python");
  return existsSync(python) ? python : undefined;
}

/** An AWS on the loopback interface. */
export interface MotoServer {
  readonly url: string;
  /** Asks AWS's own APIs for the tags of all that is there: by `type id`, type and id being Terraform's. */
  readonly readTags: () => Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  readonly stop: () => void;
}

/** Starts moto on a free port. It ends with this process at the latest: its standard input is ours. */
export async function startMoto(python: string): Promise<MotoServer> {
  const child = spawn(python, [path.join(import.meta.dirname, "moto_server.py")], { stdio: ["pipe", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-4000)));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`moto ended with ${code}:\n${log}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    readTags: async () => {
      const found = JSON.parse(await run(python, [path.join(import.meta.dirname, "read_tags.py"), url])) as readonly Tagged[];
      return new Map(found.map(({ type, id, tags }) => [`${type} ${id}`, tags]));
    },
    stop: () => child.kill(),
  };
}

interface Tagged {
  readonly type: string;
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}:\n${Buffer.concat(stderr).toString()}`);
  return Buffer.concat(stdout).toString();
}
