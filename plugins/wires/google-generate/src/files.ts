import type { ModelContent, ModelTarget } from '@ock/kernel';
import type { Part } from './contents.ts';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif']);

/** A file as a part: images and PDFs as they are, text as text; what the model cannot take becomes a note. */
export function filePart(file: Extract<ModelContent, { type: 'file' }>, target: ModelTarget): Part {
  const { images, pdf } = target.info.capabilities ?? {};
  const inline = { inlineData: { mimeType: file.mime, data: file.data } };
  if (IMAGES.has(file.mime) && images !== false) return inline;
  if (file.mime === 'application/pdf' && pdf !== false) return inline;
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime))
    return { text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` };
  return { text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}
