import type { ModelContent, ModelTarget } from '@ock/kernel';

export type FileContent = Extract<ModelContent, { type: 'file' }>;

/** A file as parts of a user message: images as data URLs, PDFs as files, text as text; what the model cannot take becomes a note. */
export function fileParts(file: FileContent, target: ModelTarget): Record<string, unknown>[] {
  const { images, pdf } = target.info.capabilities ?? {};
  const url = `data:${file.mime};base64,${file.data}`;
  if (file.mime.startsWith('image/')) return images === false ? [omitted(file)] : [{ type: 'image_url', image_url: { url } }];
  if (file.mime === 'application/pdf') {
    return pdf === false ? [omitted(file)] : [{ type: 'file', file: { filename: file.name ?? 'document.pdf', file_data: url } }];
  }
  if (!/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime)) return [omitted(file)];
  return [{ type: 'text', text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` }];
}

function omitted(file: FileContent): Record<string, unknown> {
  return { type: 'text', text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}
