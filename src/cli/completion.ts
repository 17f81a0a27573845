import { DativoError } from "../kit/error.ts";
import { argument, type Action } from "./command.ts";
import { commands } from "./commands.ts";

/** `dativo completion SHELL`: prints a script made from the same definitions as the parser. */
export const action: Action = async (invocation, { world }) => {
  const shell = argument(invocation, 0);
  const script = scripts[shell];
  if (!script)
    throw new DativoError("refused", `no completion for '${shell}'`, { hint: `choose one of ${Object.keys(scripts).join(", ")}` });
  world.terminal.out(script());
  return 0;
};

const scripts: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** First words, and the second words of those that have some. */
function words(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path } of commands) {
    const [first = "", second] = path.split(" ");
    found.set(first, [...(found.get(first) ?? []), ...(second === undefined ? [] : [second])]);
  }
  return found;
}

function flagsOf(path: string): string[] {
  const definition = commands.find((command) => command.path === path);
  return ["--help", ...(definition?.options ?? []).map(({ flags }) => /--[a-z-]+/.exec(flags)?.[0] ?? "")];
}

function bash(): string {
  const groups = [...words()].filter(([, seconds]) => seconds.length > 0);
  const cases = commands.map(({ path }) => `    "${path}") COMPREPLY=($(compgen -W "${flagsOf(path).join(" ")}" -- "$word"));;`);
  return `_dativo() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="\${COMP_WORDS[1]}"
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W "${[...words().keys()].join(" ")}" -- "$word")); return; fi
  case "$path" in
${groups.map(([first, seconds]) => `    ${first}) if [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W "${seconds.join(" ")}" -- "$word")); return; fi; path="$path \${COMP_WORDS[2]}";;`).join("\n")}
  esac
  if [[ $word != -* ]]; then COMPREPLY=($(compgen -f -- "$word")); return; fi
  case "$path" in
${cases.join("\n")}
  esac
}
complete -o filenames -F _dativo dativo
`;
}

function zsh(): string {
  return `#compdef dativo\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`;
}

function fish(): string {
  const lines = ["complete -c dativo -f -n __fish_use_subcommand"];
  for (const { path, summary, options } of commands) {
    const [first = "", second] = path.split(" ");
    const quoted = summary.replaceAll("'", "\\'");
    lines.push(
      second === undefined
        ? `complete -c dativo -n __fish_use_subcommand -a ${first} -d '${quoted}'`
        : `complete -c dativo -n '__fish_seen_subcommand_from ${first}' -a ${second} -d '${quoted}'`,
    );
    for (const { flags, description } of options ?? []) {
      const long = /--([a-z-]+)/.exec(flags)?.[1] ?? "";
      lines.push(
        `complete -c dativo -n '__fish_seen_subcommand_from ${second ?? first}' -l ${long} -d '${description.replaceAll("'", "\\'")}'`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
