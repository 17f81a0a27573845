import { Argument, Command, CommanderError, Option } from "commander";
import type { CommandDefinition, Context, Invocation } from "./command.ts";
import { commands } from "./commands.ts";

const groups: Readonly<Record<string, string>> = {
  contract: "check, migrate and compare data contracts",
  table: "a look into the table that a job writes",
  quarantine: "rows that did not pass: look, mend, replay",
  tags: "the facts that follow a job to every table and resource",
};

/** Builds the parser from the command definitions; `finish` receives the exit code of the action that ran. */
export function buildProgram(context: Context, finish: (exitCode: number) => void): Command {
  const program = new Command("dativo");
  program
    .description("Config-driven data ingestion: one YAML file per job, checked against its contract, landed, tagged.")
    .showHelpAfterError("(dativo COMMAND --help shows what it takes)")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: context.world.terminal.out, writeErr: context.world.terminal.err })
    .addHelpText("after", "\nExit codes: 0 success, 1 partial, 2 failure.");
  for (const definition of commands) addCommand(program, definition, context, finish);
  return program;
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
