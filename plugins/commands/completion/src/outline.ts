/** One flag as shells need it. */
export interface FlagOutline {
  name: string;
  char?: string;
  summary: string;
  /** words that may follow; empty: a value follows that cannot be listed */
  values?: string[];
}

/** What may follow the words of `path`: further words and flags. */
export interface Outline {
  /** `''`, `session`, `session list` */
  path: string;
  words: { name: string; summary: string }[];
  flags: FlagOutline[];
  /** files may follow */
  files: boolean;
}

export interface CommandFacts {
  id: string;
  hidden?: boolean;
  summary?: string;
  flags?: Record<
    string,
    { name: string; char?: string; hidden?: boolean; summary?: string; description?: string; type?: string; options?: readonly string[] }
  >;
  args?: Record<string, { options?: readonly string[] }>;
}

/** The whole command line as a list, shorter paths first. @param topics their descriptions @param help what `--help` does */
export function outline(commands: CommandFacts[], topics: { name: string; description?: string }[], help: string): Outline[] {
  const found = new Map<string, Outline>();
  const at = (path: string): Outline => {
    const entry = found.get(path) ?? { path, words: [], flags: [], files: false };
    found.set(path, entry);
    return entry;
  };
  at('');
  for (const command of [...commands].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const words = command.hidden ? [] : command.id.split(':');
    for (const [i, name] of words.entries()) {
      const parent = at(words.slice(0, i).join(' '));
      const path = words.slice(0, i + 1).join(' ');
      const summary =
        path === words.join(' ') ? command.summary : topics.find((topic) => topic.name === words.slice(0, i + 1).join(':'))?.description;
      if (!parent.words.some((word) => word.name === name)) parent.words.push({ name, summary: firstLine(summary) });
    }
    // the flags of the bare command are those of the hidden repl
    if (command.hidden && command.id !== 'repl') continue;
    const entry = at(words.join(' '));
    entry.flags = [...flagsOf(command), { name: 'help', summary: help }];
    const args = Object.values(command.args ?? {});
    for (const value of args[0]?.options ?? []) entry.words.push({ name: value, summary: '' });
    entry.files = command.id === 'repl' || args.some(({ options }) => !options);
  }
  return [...found.values()];
}

function flagsOf(command: CommandFacts): FlagOutline[] {
  const flags = Object.values(command.flags ?? {})
    .filter(({ hidden }) => !hidden)
    .map(({ name, char, summary, description, type, options }) => ({
      name,
      ...(char && { char }),
      summary: firstLine(summary ?? description),
      ...(type === 'option' && { values: [...(options ?? [])] }),
    }));
  flags.sort((a, b) => (a.name < b.name ? -1 : 1));
  return flags;
}

function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}
