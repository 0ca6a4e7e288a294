import { KernelError } from '../runtime/errors.ts';
import { distance, near } from '../runtime/near.ts';

/** words of a command name that are compared */
const MAX_WORDS = 3;

/**
 * The error for words that name no command, with the nearest ones as they would be typed.
 * @param words what was typed, flags left out
 * @param ids command and topic ids (`session:list`)
 */
export function unknownCommand(words: readonly string[], ids: readonly string[]): KernelError {
  const typed = words.filter((word) => !word.startsWith('-')).slice(0, MAX_WORDS);
  const names = [...new Set(ids.filter(Boolean).map((id) => id.replaceAll(':', ' ')))];
  const command = typed[0] ?? '';
  const inTopic = names.filter((name) => name.startsWith(`${command} `));
  if (typed.length > 1 && inTopic.length) {
    const near = nearest(`${command} ${typed[1]}`, inTopic);
    return new KernelError('OC_UNKNOWN_COMMAND', { command: `${command} ${typed[1]}`, near: near || inTopic.slice(0, 5).join(', ') });
  }
  const both = typed.length > 1 ? nearest(typed.slice(0, 2).join(' '), names) : '';
  return new KernelError('OC_UNKNOWN_COMMAND', { command, near: both || nearest(command, names) });
}

function nearest(word: string, names: string[]): string {
  const max = Math.max(1, Math.floor(word.length / 3));
  const same = names.filter((name) => name.split(' ').length === word.split(' ').length);
  const close = same.filter((name) => distance(word.toLowerCase(), name, max) <= max || name.startsWith(word.toLowerCase()));
  return close.length ? near(word, close) || close.slice(0, 3).join(', ') : '';
}

/** oclif's message about a flag that does not exist, with the nearest flags of the command; undefined for other messages. */
export function unknownFlag(message: string, flags: readonly string[]): KernelError | undefined {
  const flag = /^Nonexistent flags?: (\S+)/.exec(message)?.[1]?.replace(/,$/, '').split('=')[0];
  if (!flag) return undefined;
  const max = Math.max(1, Math.floor(flag.length / 4));
  const close = flags
    .map((name) => `--${name}`)
    .filter((name) => distance(flag, name, max) <= max || (flag.length > 4 && name.startsWith(flag)));
  return new KernelError('OC_USAGE', { because: 'usage.no_option', flag, near: close.slice(0, 3).join(', ') });
}
