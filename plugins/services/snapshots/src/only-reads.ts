import type { ToolContribution } from '@ock/kernel';

/** programs that change no file, whatever plain words follow */
const READERS = new Set([
  'ls',
  'pwd',
  'cat',
  'head',
  'tail',
  'wc',
  'grep',
  'stat',
  'echo',
  'which',
  'true',
  'date',
  'du',
  'df',
  'uname',
  'whoami',
  'id',
]);
const GIT_READERS = new Set(['status', 'log', 'show', 'diff', 'rev-parse', 'ls-files', 'blame']);
/** words without anything that a shell expands, joins or redirects, and options that name no file to write */
const PLAIN = /^(?!.*--output)[\w./:=,@+ -]+$/;

/** Does this call certainly change no file? When in doubt, no: then the workspace is compared before and after. */
export function onlyReads(tool: ToolContribution, input: unknown): boolean {
  if (tool.readOnly) return true;
  const { command, [tool.readOnlyWhen?.argument ?? '']: chosen } = (input ?? {}) as Record<string, unknown>;
  if (typeof chosen === 'string' && tool.readOnlyWhen?.values.includes(chosen)) return true;
  if (typeof command !== 'string' || !PLAIN.test(command)) return false;
  const [program = '', verb = ''] = command.trim().split(/ +/);
  return READERS.has(program) || (program === 'git' && GIT_READERS.has(verb));
}
