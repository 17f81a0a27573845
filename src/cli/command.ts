import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";

/** A command as data: the parser, the help, the completion and the docs are all made from it. */
export interface CommandDefinition {
  /** Words after `dativo`: `run`, `contract lint`. */
  readonly path: string;
  readonly summary: string;
  /** More than one sentence, where the summary is not enough. */
  readonly description?: string;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly options?: readonly OptionDefinition[];
  /** Whole command lines, with a comment behind `#`. */
  readonly examples: readonly string[];
  /** Imports the action, and with it everything heavy. */
  load(): Promise<{ readonly action: Action }>;
}

/** A positional argument of a command. */
export interface ArgumentDefinition {
  /** In commander's notation: `<job>`, `[paths...]`. */
  readonly name: string;
  readonly description: string;
}

/** An option of a command. */
export interface OptionDefinition {
  /** In commander's notation: `-c, --config <job>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly required?: boolean;
}

/** Arguments and options as the parser read them, by camelCase name. */
export interface Invocation {
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Returns the exit code: 0 success, 1 partial, 2 failure. */
export type Action = (invocation: Invocation, context: Context) => Promise<number>;

/** What every action gets. */
export interface Context {
  readonly world: World;
  /** Aborted by SIGINT and SIGTERM; its reason is an Interruption. */
  readonly signal: AbortSignal;
}

/** Why a run was stopped from outside. */
export interface Interruption {
  readonly signal: "SIGINT" | "SIGTERM";
  /** 128 + the signal's number. */
  readonly exitCode: 130 | 143;
}

/** A text option, or undefined when it was not given. */
export function textOption(invocation: Invocation, name: string): string | undefined {
  const value = invocation.options[name];
  return typeof value === "string" ? value : undefined;
}

/** A text option that names a file or a folder. Throws `refused` for a blank one, which would otherwise mean the current folder. */
export function pathOption(invocation: Invocation, name: string): string | undefined {
  const value = textOption(invocation, name);
  if (value === undefined || value.trim() !== "") return value;
  throw new DativoError("refused", `--${name} is empty`, { hint: "name a file or a folder; the current folder is `.`" });
}

/** A positional argument that commander has made sure of. */
export function argument(invocation: Invocation, index: number): string {
  const value = invocation.args[index];
  return typeof value === "string" ? value : "";
}

/** Why a signal was aborted; a program that aborts without saying why counts as an interrupt. Undefined while it was not. */
export function interruptionOf(signal: AbortSignal): Interruption | undefined {
  if (!signal.aborted) return undefined;
  const reason: unknown = signal.reason;
  return typeof reason === "object" && reason !== null && "exitCode" in reason
    ? (reason as Interruption)
    : { signal: "SIGINT", exitCode: 130 };
}
