import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelInfo } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';

/** A model as the file has it: capabilities are words, `-pdf` for one that is known to be absent. */
type ShippedModel = Omit<ModelInfo, 'id' | 'capabilities'> & { can?: string };

const texts = new WeakMap<Kernel, string>();

/**
 * What `service:catalogue` knows of one model beyond what its provider lists. The file is read when first asked for, and of its text one
 * line is parsed: half a millisecond in all. Undefined when the catalogue is switched off, does not know the model, or cannot be read.
 */
export function shippedModel(kernel: Kernel, provider: string, model: string): ModelInfo | undefined {
  return guarded(kernel, undefined, () => {
    const section = sectionOf(kernel, provider);
    const head = `\n${quoted(model)}:`;
    const start = section.indexOf(head);
    if (start < 0) return undefined;
    const end = section.indexOf('\n', start + head.length);
    const line = section.slice(start + head.length, end < 0 ? undefined : end).replace(/,$/, '');
    return infoOf(model, JSON.parse(line) as ShippedModel);
  });
}

/** All that it knows of a provider. */
export function shippedModels(kernel: Kernel, provider: string): readonly ModelInfo[] {
  return guarded(kernel, [], () => {
    const models = JSON.parse(`{${sectionOf(kernel, provider)}}`) as Record<string, ShippedModel>;
    return Object.entries(models).map(([id, facts]) => infoOf(id, facts));
  });
}

function infoOf(id: string, { can, ...facts }: ShippedModel): ModelInfo {
  if (!can) return { id, ...facts };
  const words = can.split(' ').map((word) => (word.startsWith('-') ? [word.slice(1), false] : [word, true]));
  return { id, ...facts, capabilities: Object.fromEntries(words) as NonNullable<ModelInfo['capabilities']> };
}

/** The lines of a provider: the file is JSON in ASCII in which each model stands on a line of its own. */
function sectionOf(kernel: Kernel, provider: string): string {
  const entry = kernel.find('service', 'catalogue');
  const { modelsFile, providers } = entry?.contribution ?? {};
  if (!entry || !modelsFile || !providers?.includes(provider)) return '';
  let text = texts.get(kernel);
  if (text === undefined) {
    texts.set(kernel, '');
    text = readFileSync(join(entry.plugin.root, modelsFile), 'latin1');
    texts.set(kernel, text);
  }
  const head = `\n${quoted(provider)}:{`;
  const start = text.indexOf(head);
  return start < 0 ? '' : text.slice(start + head.length, text.indexOf('\n}', start));
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function guarded<T>(kernel: Kernel, otherwise: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    kernel.options.log.warn('model catalogue', { error: error instanceof Error ? error.message : String(error) });
    return otherwise;
  }
}
