import { type ErrorDetails, KernelError } from '../runtime/errors.ts';

/** What oclif's errors carry; most of them only a message. */
interface OclifError extends Error {
  oclif?: unknown;
  args?: readonly (string | { name: string })[];
}

/** oclif's sentences, with the key of the catalogue and what the groups are called there */
const SENTENCES: readonly [RegExp, because: string, names: readonly string[]][] = [
  [/^Flag (--\S+) can only be specified once$/, 'usage.once', ['flag']],
  [/^Flag (--\S+) expects one of these values: (.*)$/, 'usage.value_of', ['flag', 'values']],
  [/^Flag (--\S+) expects a value$/, 'usage.value_missing', ['flag']],
  [/^Expected (--[^=\s]+)=(.*) to be one of: (.*)$/, 'usage.flag_value', ['flag', 'value', 'values']],
  [/^Expected (.*) to be one of: (.*)$/, 'usage.arg_value', ['value', 'values']],
  [/^Parsing (--\S+) Expected an integer but received: (.*)$/, 'usage.integer', ['flag', 'value']],
  [/^Parsing (--\S+) Expected an integer greater than or equal to (\S+) but received: (.*)$/, 'usage.least', ['flag', 'least', 'value']],
  [/^Parsing (--\S+) Expected an integer less than or equal to (\S+) but received: (.*)$/, 'usage.most', ['flag', 'most', 'value']],
  [/^Parsing (--\S+) Expected a valid url but received: (.*)$/, 'usage.url', ['flag', 'value']],
  [/^Missing required flag (\S+)$/, 'usage.flag_missing', ['name']],
  [/^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/, 'usage.exclusive', ['other', 'flag']],
  [/^All of the following must be provided when using (--\S+): (.*)$/, 'usage.needs', ['flag', 'others']],
  [/^One of the following must be provided when using (--\S+): (.*)$/, 'usage.needs_one', ['flag', 'others']],
  [/^Only the following can be provided when using (--\S+): (.*)$/, 'usage.only', ['flag', 'others']],
  [/^Exactly one of the following must be provided: (.*)$/, 'usage.exactly_one', ['flags']],
  [/^At least one of the following must be provided: (.*)$/, 'usage.at_least_one', ['flags']],
];

/** What stands around the sentence: colour, a heading above a list of mistakes, the hint at the end. */
const AROUND = /\x1b\[[\d;]*m|^The following errors? occurred:\s+|\s*\nSee more help with --help\s*$/g;

/** oclif's complaint about the command line as OC_USAGE, in the words of the catalogue; undefined for what is none, or none that is known here. */
export function usageError(error: OclifError): KernelError | undefined {
  if (!error.oclif) return undefined;
  const details = ofArgs(error) ?? ofSentence(error.message.replace(AROUND, ''));
  return details && new KernelError('OC_USAGE', details, { cause: error });
}

function ofArgs({ args, message }: OclifError): ErrorDetails | undefined {
  if (!Array.isArray(args)) return undefined;
  const names = args.map((arg: string | { name: string }) => (typeof arg === 'string' ? `"${arg}"` : arg.name.toUpperCase())).join(', ');
  if (message.startsWith('Missing ')) return { because: 'usage.args_missing', names };
  return message.startsWith('Unexpected argument') ? { because: 'usage.args_unexpected', names } : undefined;
}

function ofSentence(text: string): ErrorDetails | undefined {
  const first =
    text
      .replace(/^(Parsing \S+)\s+/, '$1 ')
      .split('\n')[0]
      ?.trim() ?? '';
  for (const [sentence, because, names] of SENTENCES) {
    const found = sentence.exec(first);
    if (!found) continue;
    return { because, ...Object.fromEntries(names.map((each, i) => [each, found[i + 1]])) };
  }
  return undefined;
}
