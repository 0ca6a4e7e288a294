import { ToolError } from '@ock/kernel';
import { placeholders, replacePlaceholders } from './command-settings.ts';

type Input = Readonly<Record<string, unknown>>;

/** Characters of one argument: systems take no longer ones. */
const MAX_ARGUMENT = 100_000;

/**
 * The arguments of a program. A word that is nothing but a placeholder becomes one argument for each entry of a list; a word that names a
 * parameter which was not given is left out. Values are never split and never read by a shell.
 * @param command program and words
 * @param names parameters of the schema
 * @throws ToolError for values that no program can be given
 */
export function fillCommand([program = '', ...words]: readonly string[], names: readonly string[], input: Input): [string, ...string[]] {
  return [
    program,
    ...words.flatMap((word) => {
      const wanted = placeholders(word, names);
      if (wanted.some((name) => input[name] === undefined || input[name] === null)) return [];
      const [only] = wanted;
      const list = only !== undefined && word === `{${only}}` ? input[only] : undefined;
      if (Array.isArray(list)) return list.map((one) => asText(only as string, one));
      return [replacePlaceholders(word, (name) => (wanted.includes(name) ? asText(name, input[name]) : undefined))];
    }),
  ];
}

/** What a line for the shell may use: `filePath` is in `$TOOL_FILE_PATH`. Lists and tables are JSON. */
export function shellVariables(names: readonly string[], input: Input): Record<string, string> {
  const given = names.filter((name) => input[name] !== undefined && input[name] !== null);
  return Object.fromEntries(given.map((name) => [variableName(name), asText(name, input[name])]));
}

function variableName(name: string): string {
  return `TOOL_${name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase()}`;
}

function asText(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.includes('\0')) throw new ToolError(`${name} holds a NUL character, which no program can be given.`);
  if (text.length > MAX_ARGUMENT) throw new ToolError(`${name} is longer than ${MAX_ARGUMENT} characters.`);
  return text;
}
