import type { ModelContent, ModelTarget } from '@ock/kernel';

type File = Pick<Extract<ModelContent, { type: 'file' }>, 'mime' | 'data' | 'name'>;

/** What a file becomes: an image beside the text, or text (its own, or a note that it was left out). */
export function readFile(file: File, target: ModelTarget): { image: string } | { text: string } {
  const { images } = target.info.capabilities ?? {};
  if (file.mime.startsWith('image/') && images !== false) return { image: file.data };
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime)) {
    return { text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` };
  }
  return { text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}
