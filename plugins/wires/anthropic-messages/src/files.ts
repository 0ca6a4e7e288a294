import type { ModelContent, ModelTarget } from '@ock/kernel';
import type { Block } from './messages.ts';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A file as a block: images and PDFs as they are, text as text; what the model cannot take becomes a note. */
export function fileBlock(file: Extract<ModelContent, { type: 'file' }>, target: ModelTarget): Block {
  const { images, pdf } = target.info.capabilities ?? {};
  const source = { type: 'base64', media_type: file.mime, data: file.data };
  if (IMAGES.has(file.mime) && images !== false) return { type: 'image', source };
  if (file.mime === 'application/pdf' && pdf !== false) return { type: 'document', source, ...(file.name ? { title: file.name } : {}) };
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime)) {
    return { type: 'text', text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` };
  }
  return { type: 'text', text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}
