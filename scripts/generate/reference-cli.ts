import type { CommandDefinition } from "../../src/cli/command.ts";

/** docs/reference/cli.md: every command with its arguments, options and examples. */
export function renderCliReference(commands: readonly CommandDefinition[]): string {
  const index = commands.map(({ path, summary }) => `| [\`dativo ${path}\`](#${anchor(path)}) | ${escape(summary)} |`);
  return [
    "<!-- Written by `npm run generate` from src/cli/commands.ts. Do not edit. -->",
    "# Commands",
    "",
    "Exit codes: 0 success, 1 partial (rows in quarantine, or some jobs of many failed), 2 failure; 130 and 143 when interrupted.",
    "",
    "| command | what it does |",
    "|---|---|",
    ...index,
    "",
    ...commands.flatMap(section),
  ].join("\n");
}

function section(command: CommandDefinition): readonly string[] {
  const names = (command.arguments ?? []).map(({ name }) => ` ${name}`).join("");
  const rows = [
    ...(command.arguments ?? []).map(({ name, description }) => `| \`${escape(name)}\` | ${escape(description)} |`),
    ...(command.options ?? []).map((option) => `| \`${escape(option.flags)}\` | ${escape(optionText(option))} |`),
  ];
  return [
    `## dativo ${command.path}`,
    "",
    `\`dativo ${command.path}${names}${command.options?.length ? " [options]" : ""}\`: ${command.summary}.`,
    ...(command.description === undefined ? [] : ["", command.description]),
    ...(rows.length === 0 ? [] : ["", "| | |", "|---|---|", ...rows]),
    "",
    "```sh",
    ...command.examples,
    "```",
    "",
  ];
}

function optionText(option: NonNullable<CommandDefinition["options"]>[number]): string {
  const facts = [
    ...(option.choices ? [`one of ${option.choices.join(", ")}`] : []),
    ...(option.default === undefined ? [] : [`default ${option.default}`]),
    ...(option.required ? ["required"] : []),
  ];
  return facts.length === 0 ? option.description : `${option.description} (${facts.join("; ")})`;
}

function anchor(path: string): string {
  return `dativo-${path.replaceAll(" ", "-")}`;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
