import { Argument, Command, CommanderError, Option, type OutputConfiguration } from "commander";
import type { Terminal } from "../kit/terminal.ts";
import type { CommandDefinition, Context, Invocation } from "./command.ts";
import { commands } from "./commands.ts";

const groups: Readonly<Record<string, string>> = {
  contract: "check, migrate and compare data contracts",
  table: "a look into the table that a job writes",
  quarantine: "rows that did not pass: look, mend, replay",
  ci: "workflows of CI systems",
  infra: "what a job runs on: show, generate, plan, apply, audit",
  jobs: "jobs as files",
  tags: "the facts that follow a job to every table and resource",
};

/**
 * Builds the parser from the command definitions; `finish` receives the exit code of the action that ran. When the first
 * word of the command line is given and begins a command, the parser knows only the commands that begin with it.
 */
export function buildProgram(context: Context, finish: (exitCode: number) => void, firstWord?: string): Command {
  const program = new Command("dativo");
  program
    .description("Config-driven data ingestion: one YAML file per job, checked against its contract, landed, tagged.")
    .showHelpAfterError("(dativo COMMAND --help shows what it takes)")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput(outputTo(context.world.terminal))
    .addHelpText("after", "\nExit codes: 0 success, 1 partial, 2 failure.");
  for (const definition of wanted(firstWord)) addCommand(program, definition, context, finish);
  for (const group of program.commands.filter((one) => one.commands.length > 0)) {
    group.showHelpAfterError(`(dativo ${group.name()} has ${group.commands.map((one) => one.name()).join(", ")})`);
  }
  return program;
}

/** Making a parser for one command takes a fraction of making it for all; what is no command's word needs them all. */
function wanted(firstWord: string | undefined): readonly CommandDefinition[] {
  const meant = commands.filter(({ path }) => path.split(" ")[0] === firstWord);
  return meant.length > 0 ? meant : commands;
}

/** Asks the terminal only where commander would ask the process, whose streams are slow to make. */
function outputTo(terminal: Terminal): OutputConfiguration {
  return {
    writeOut: terminal.out,
    writeErr: terminal.err,
    getOutHelpWidth: () => (terminal.stdoutIsTerminal ? terminal.width : 80),
    getErrHelpWidth: () => (terminal.stderrIsTerminal ? terminal.width : 80),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  };
}

/** Exit code of a parse that commander ended itself: help and version are successes, wrong words a failure. */
export function parseFailure(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  return error.exitCode === 0 ? 0 : 2;
}

function addCommand(program: Command, definition: CommandDefinition, context: Context, finish: (exitCode: number) => void): void {
  const words = definition.path.split(" ");
  const parent = words.length === 1 ? program : groupOf(program, words[0]!);
  const command = parent.command(words.at(-1)!).summary(definition.summary).description(sentence(definition));
  for (const { name, description } of definition.arguments ?? []) command.addArgument(new Argument(name, description));
  for (const { flags, description, choices, default: preset, required } of definition.options ?? []) {
    const option = new Option(flags, description);
    if (choices) option.choices(choices);
    if (preset !== undefined) option.default(preset);
    if (required) option.makeOptionMandatory();
    command.addOption(option);
  }
  command.addHelpText("after", `\nExamples:\n${definition.examples.map((example) => `  $ ${example}`).join("\n")}`);
  command.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2) as Invocation["args"];
    const options = received.at(-2) as Invocation["options"];
    const { action } = await definition.load();
    finish(await action({ args, options }, context));
  });
}

function groupOf(program: Command, name: string): Command {
  const existing = program.commands.find((command) => command.name() === name);
  if (existing) return existing;
  return program.command(name).description(groups[name]!);
}

function sentence(definition: CommandDefinition): string {
  const summary = `${definition.summary[0]!.toUpperCase()}${definition.summary.slice(1)}.`;
  return definition.description === undefined ? summary : `${summary}\n\n${definition.description}`;
}
