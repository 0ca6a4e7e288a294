import { sanitizeLine } from '../host/sanitize.ts';
import type { ToolContribution } from '../kinds/tool.ts';
import type { Kernel } from './kernel.ts';

/**
 * One line on a tool for people: of a bundled one in the words of the locale, else its `summary`, else the first sentence of what the model reads.
 * @param tool as the catalogue or a bridge has it, or as a model is offered it
 */
export function shownTool(kernel: Kernel, tool: ToolContribution): string {
  const { plugin } = kernel.catalogue.find('tool', tool.id) ?? {};
  const text = plugin?.origin === 'bundled' ? kernel.language.text(`tool.${tool.id}`) : undefined;
  return sanitizeLine(text ?? tool.summary ?? firstSentence(tool.description ?? ''));
}

function firstSentence(text: string): string {
  const line = text.split('\n')[0] ?? '';
  const end = line.search(/\.(\s|$)/);
  return end > 0 ? line.slice(0, end) : line;
}
