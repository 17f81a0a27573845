import path from "node:path";
import type { Ended } from "../kit/processes.ts";
import type { World } from "../kit/world.ts";
import { boxedErrors, type TerraformDiagnostic } from "./terraform-diagnostic.ts";
import { explainFailure } from "./explain-failure.ts";
import type { Program } from "./program.ts";

/** Terraform at work in one folder. */
export interface Session {
  readonly program: Program;
  readonly folder: string;
  /** Runs a command and gives what it printed. Throws what its errors mean when it fails. */
  text(...args: readonly string[]): Promise<string>;
  /** Runs a command that tells what it does as JSON lines; `-json` is added. Returns how it ended: its own failure is not thrown. */
  events(command: string, ...args: readonly string[]): Promise<EventsEnded>;
}

/** How a command with events ended. */
export interface EventsEnded {
  readonly exitCode: number;
  readonly diagnostics: readonly TerraformDiagnostic[];
}

/** One line of what Terraform tells with `-json`. */
export interface TerraformEvent {
  readonly type: string;
  readonly message: string;
  /** Something is only looked up. */
  readonly isRead: boolean;
}

/** What a session needs beside its program. */
export interface SessionOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TerraformEvent) => void;
}

/** Opens a session; nothing is started yet. */
export async function openSession(program: Program, folder: string, world: World, options: SessionOptions = {}): Promise<Session> {
  const env = await environment(world);
  const { signal, onEvent } = options;
  const start = (args: readonly string[], onLine?: (line: string) => void): Promise<Ended> =>
    world.processes.run(program.command, args, { cwd: folder, env, ...(signal ? { signal } : {}), ...(onLine ? { onLine } : {}) });
  return {
    program,
    folder,
    async text(...args) {
      const { exitCode, stdout, stderr } = await start(args);
      if (exitCode === 0) return stdout;
      throw explainFailure(boxedErrors(stderr === "" ? stdout : stderr), { command: args[0]!, exitCode, folder, program });
    },
    async events(command, ...args) {
      const diagnostics: TerraformDiagnostic[] = [];
      const noise: string[] = [];
      const { exitCode, stderr } = await start([command, "-json", ...args], (line) => {
        const event = parseEvent(line);
        if (!event) noise.push(line);
        else if (event.diagnostic) diagnostics.push(event.diagnostic);
        else onEvent?.({ type: event.type, message: event["@message"], isRead: event.hook?.action === "read" });
      });
      const unsaid =
        diagnostics.some(({ severity }) => severity === "error") || exitCode === 0 ? [] : boxedErrors([...noise, stderr].join("\n"));
      return { exitCode, diagnostics: [...diagnostics, ...unsaid] };
    },
  };
}

interface RawEvent {
  readonly type: string;
  readonly "@message": string;
  readonly hook?: { readonly action?: string };
  readonly diagnostic?: TerraformDiagnostic;
}

function parseEvent(line: string): RawEvent | undefined {
  try {
    const event = JSON.parse(line) as Partial<RawEvent> | null;
    return typeof event?.type === "string" && typeof event["@message"] === "string" ? (event as RawEvent) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The environment: the user's own, without questions and without asking the vendor for updates. Where data and workspace are is
 * said by the working folder alone; a settings file that is not there would only make Terraform warn.
 */
async function environment(world: World): Promise<Record<string, string | undefined>> {
  const settings = world.env["TF_CLI_CONFIG_FILE"];
  const there = settings !== undefined && (await world.files.stat(path.resolve(world.cwd, settings))) !== undefined;
  return {
    ...world.env,
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    TF_WORKSPACE: undefined,
    TF_DATA_DIR: undefined,
    TF_CLI_CONFIG_FILE: there ? path.resolve(world.cwd, settings) : undefined,
  };
}
