import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrustThing } from '../config/trust-things.ts';
import { sanitizeLine } from '../host/sanitize.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Translate } from '../runtime/translate.ts';

/** lines of a list that a person reads before an answer; the rest is counted */
const MAX_LINES = 60;

/** One line for each thing: what it is, its name, what it does, where it stands. Safe to show. */
export function trustLines(things: readonly TrustThing[], root: string, t: Translate): string[] {
  const lines = things.map(({ kind, name, file, does, state }) => {
    const text = t('trust.thing', { kind: t(`trust.kind_${kind}`), name, file: relative(root, file) });
    const marked = state === 'changed' ? t('trust.thing_changed', { thing: text }) : text;
    return `  ${sanitizeLine(does === '' ? marked : t('trust.thing_does', { thing: marked, does }))}`;
  });
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `  ${t('trust.more', { count: lines.length - MAX_LINES })}`];
}

/** Asks on the terminal; anything but y or yes, also the end of the input, is no. @throws OC_INTERRUPTED on Ctrl-C */
export function confirmTrust(question: string, t: Translate): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      reject(new KernelError('OC_INTERRUPTED'));
      lines.close();
    });
    lines.once('close', () => resolve(false));
    lines.question(`${question} `, (answer) => {
      resolve([t('trust.yes'), 'y', 'yes'].includes(answer.trim().toLowerCase()));
      lines.close();
    });
  });
}
