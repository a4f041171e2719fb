/**
 * Completion scripts of three shells. A script contains all words itself: pressing TAB starts no program, the words
 * typed so far are never evaluated, and no shell library is needed.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import {
  type Completed,
  type CompletedCommand,
  completedCommand,
  type CompletedOption,
} from "./words.ts";

/**
 * Writes a completion script for the program `repr`.
 *
 * @param shell The shell that is to read it.
 * @param subcommands Every subcommand of the program.
 * @returns The script.
 */
export function completionScript(
  shell: "bash" | "zsh" | "fish",
  subcommands: readonly Subcommand[],
): string {
  return SCRIPTS[shell](subcommands.map(completedCommand));
}

const SCRIPTS = { bash, zsh, fish } as const;

function bash(commands: readonly CompletedCommand[]): string {
  const names = [...commands.map(({ name }) => name), "help"].join(" ");
  const cases = commands.map(({ name, options, argument }) => {
    const values = Map.groupBy(
      options.filter(({ value }) => value !== null),
      ({ value }) => bashReply(value),
    );
    const lines = [...values].map(([reply, same]) =>
      `        ${same.flatMap(flags).join("|")}) ${reply}; return ;;`
    );
    return [
      `    ${name})`,
      ...(lines.length === 0 ? [] : ['      case "$previous" in', ...lines, "      esac"]),
      ...(argument === null
        ? []
        : [`      if [[ $current != -* ]]; then ${bashReply(argument)}; return; fi`]),
      `      _repr_words '${options.flatMap(flags).join(" ")}'`,
      "      ;;",
    ].join("\n");
  });
  return `# bash completion for repr
_repr_words() { COMPREPLY+=($(compgen -W "$1" -- "$current")); }
_repr_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen "$1" -- "$current"))
}
_repr() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # bash treats "=" as a word of its own: --backend=wa is three words
  if [[ $current == "=" ]]; then
    current=''
  elif [[ $previous == "=" ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD == 1 )); then
    _repr_words '${names} --help --version'
    return
  fi
  case "\${COMP_WORDS[1]}" in
    help) _repr_words '${names}' ;;
${cases.join("\n")}
  esac
}
complete -F _repr repr
`;
}

function bashReply(completed: Completed | null): string {
  const { choices = [], path = null } = completed ?? {};
  const words = choices.length > 0 ? [`_repr_words '${choices.join(" ")}'`] : [];
  const paths = path === null ? [] : [`_repr_paths ${path === "file" ? "-f" : "-d"}`];
  return [...words, ...paths].join("; ") || ":";
}

function zsh(commands: readonly CompletedCommand[]): string {
  const list = commands.map(({ name, help }) => `    '${name}:${zshText(help)}'`);
  const cases = commands.map(({ name, options, argument }) => {
    const specs = options.map((option) => `        ${zshOption(option)}`);
    const positional = argument === null ? [] : [`        '1:${name}:${zshAction(argument)}'`];
    return `    ${name})\n      _arguments -s -S \\\n${[...specs, ...positional].join(" \\\n")} ;;`;
  });
  return `#compdef repr
# zsh completion for repr
_repr() {
  local -a commands=(
${list.join("\n")}
    'help:print help for a command'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'repr command' commands
    return
  fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
    help) _describe -t commands 'repr command' commands ;;
${cases.join("\n")}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _repr "$@"; else compdef _repr repr; fi
`;
}

function zshOption(option: CompletedOption): string {
  const { long, short, help, value } = option;
  const text = `[${zshText(help)}]`;
  const action = value === null ? "" : `:${long.slice(2)}:${zshAction(value)}`;
  if (short === null) return `'${long}${value === null ? "" : "="}${text}${action}'`;
  return `'(${short} ${long})'{${short},${long}${value === null ? "" : "="}}'${text}${action}'`;
}

function zshAction({ choices, path }: Completed): string {
  const files = path === "folder" ? "_files -/" : "_files";
  if (choices.length === 0) return path === null ? " " : files;
  const words = choices.join(" ");
  return path === null ? `(${words})` : `{compadd ${words}; ${files}}`;
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, "\\$&");
}

function fish(commands: readonly CompletedCommand[]): string {
  const names = [...commands, { name: "help", help: "print help for a command" }];
  const lines = names.map(({ name, help }) =>
    `complete -c repr -n __fish_use_subcommand -a ${name} -d ${fishText(help)}`
  );
  for (const { name, options, argument } of commands) {
    const line = `complete -c repr -n '__fish_seen_subcommand_from ${name}'`;
    for (const { long, short, help, value } of options) {
      const letter = short === null ? "" : ` -s ${short.slice(1)}`;
      lines.push(
        `${line} -l ${long.slice(2)}${letter} -d ${fishText(help)}${
          value === null ? "" : ` -x${fishWords(value)}`
        }`,
      );
    }
    if (argument !== null) lines.push(`${line}${fishWords(argument)}`);
  }
  return `# fish completion for repr\ncomplete -c repr -f\n${lines.join("\n")}\n`;
}

function fishWords({ choices, path }: Completed): string {
  const paths = { file: "(__fish_complete_path)", folder: "(__fish_complete_directories)" };
  const words = path === null ? choices : [...choices, paths[path]];
  return words.length === 0 ? "" : ` -a ${fishText(words.join(" "))}`;
}

function fishText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function flags({ long, short }: CompletedOption): string[] {
  return short === null ? [long] : [short, long];
}
