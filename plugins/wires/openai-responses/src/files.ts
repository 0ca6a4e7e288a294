import type { ModelContent, ModelTarget } from '@ock/kernel';
import type { Item } from './input.ts';

/** A file as input parts: images and PDFs as data URLs, text as text; what the model cannot take becomes a note. */
export function fileParts(file: Extract<ModelContent, { type: 'file' }>, target: ModelTarget): Item[] {
  const { images, pdf } = target.info.capabilities ?? {};
  const url = `data:${file.mime};base64,${file.data}`;
  if (file.mime.startsWith('image/') && images !== false) return [{ type: 'input_image', detail: 'auto', image_url: url }];
  if (file.mime === 'application/pdf' && pdf !== false)
    return [{ type: 'input_file', filename: file.name ?? 'document.pdf', file_data: url }];
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime))
    return [{ type: 'input_text', text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` }];
  return [{ type: 'input_text', text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` }];
}
