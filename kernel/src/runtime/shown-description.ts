import { sanitizeLine } from '../host/sanitize.ts';
import type { Kernel } from './kernel.ts';

/**
 * What a person reads of an agent, a mode or a style: a bundled one in the words of the locale, else what its author wrote. Models and scripts
 * read the contribution's own description. Empty where there is none of this id.
 */
export function shownDescription(kernel: Kernel, kind: 'agent' | 'mode', id: string): string {
  const { plugin, contribution } = kernel.catalogue.find(kind, id) ?? {};
  const text = plugin?.origin === 'bundled' ? kernel.language.text(`${kind}.${id}`) : undefined;
  return sanitizeLine(text ?? contribution?.description ?? '');
}
