import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelInfo } from '../kinds/model.ts';
import type { Kernel } from '../runtime/kernel.ts';

/** A model as the file has it: capabilities are words, `-pdf` for one that is known to be absent. */
type ShippedModel = Omit<ModelInfo, 'id' | 'capabilities'> & { can?: string };
type Models = ReadonlyMap<string, ModelInfo>;

const NONE: Models = new Map();
const read = new WeakMap<Kernel, { text: string; models: Map<string, Models> }>();

/**
 * What `service:catalogue` knows of a provider's models, beyond what the provider lists itself. The file is read when first asked for, and of
 * its text only the provider's line is parsed: 0.3 ms for a short list, 1 ms for the longest. Empty when the catalogue is switched off, does
 * not know the provider, or cannot be read.
 */
export function shippedModels(kernel: Kernel, provider: string): Models {
  const entry = kernel.find('service', 'catalogue');
  const { modelsFile, providers } = entry?.contribution ?? {};
  if (!entry || !modelsFile || !providers?.includes(provider)) return NONE;
  let file = read.get(kernel);
  try {
    if (!file) {
      file = { text: readFileSync(join(entry.plugin.root, modelsFile), 'utf8'), models: new Map() };
      read.set(kernel, file);
    }
    const known = file.models.get(provider) ?? parsed(file.text, provider);
    file.models.set(provider, known);
    return known;
  } catch (error) {
    kernel.options.log.warn('model catalogue', { file: modelsFile, error: error instanceof Error ? error.message : String(error) });
    read.set(kernel, { text: '', models: new Map() });
    return NONE;
  }
}

/** The file is JSON in which each provider stands on a line of its own. */
function parsed(text: string, provider: string): Models {
  const head = `\n${JSON.stringify(provider)}:`;
  const start = text.indexOf(head);
  if (start < 0) return NONE;
  const end = text.indexOf('\n', start + head.length);
  const line = text.slice(start + head.length, end < 0 ? undefined : end).replace(/,\s*$/, '');
  const models = Object.entries(JSON.parse(line) as Record<string, ShippedModel>);
  return new Map(
    models.map(([id, { can, ...facts }]): [string, ModelInfo] => [id, { id, ...facts, ...(can && { capabilities: abilities(can) }) }]),
  );
}

function abilities(words: string): NonNullable<ModelInfo['capabilities']> {
  return Object.fromEntries(words.split(' ').map((word) => (word.startsWith('-') ? [word.slice(1), false] : [word, true])));
}
