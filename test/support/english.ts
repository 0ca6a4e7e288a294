import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatherMessages, helpTexts, type ShippedIndex } from '@ock/kernel/build';
import { Language } from '../../kernel/src/runtime/language.ts';
import { ROOT } from './tree.ts';

const messages = gatherMessages(ROOT);

/** The English catalogue alone: the kernel's texts and those of every bundled plugin. */
export const language = new Language(() => messages);

/** Text of the English catalogue. */
export const english = language.t;

/** Every English text that a person may see, those of the committed manifest among them: what locales translate. */
export function allTexts(): Record<string, string> {
  const index = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as ShippedIndex;
  return { ...messages, ...helpTexts(index.plugins.map(({ manifest }) => manifest)) };
}
