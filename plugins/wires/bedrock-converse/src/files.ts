import type { ModelContent, ModelTarget } from '@ock/kernel';
import type { Block } from './messages.ts';

type File = Pick<Extract<ModelContent, { type: 'file' }>, 'mime' | 'data' | 'name'>;

const IMAGES: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpeg', 'image/gif': 'gif', 'image/webp': 'webp' };
const DOCUMENTS: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** A file as a block: images and documents as they are, text as text; what the model cannot take becomes a note. @param number of the document, from 1 */
export function fileBlock(file: File, target: ModelTarget, number: number): Block {
  const { images, pdf } = target.info.capabilities ?? {};
  const source = { bytes: file.data };
  const image = IMAGES[file.mime];
  if (image && images !== false) return { image: { format: image, source } };
  const document = DOCUMENTS[file.mime];
  // names must be unique and plain, and the model takes them for instructions: theirs is not passed on
  if (document && pdf !== false) return { document: { format: document, name: `document ${number}`, source } };
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime)) {
    return { text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` };
  }
  return { text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}
