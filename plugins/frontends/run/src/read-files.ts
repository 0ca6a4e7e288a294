import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { KernelError, type PromptInput, resolvePath } from '@ock/kernel';

/** bytes a file given with --file may have */
const MAX_BYTES = 10 * 1024 * 1024;
const BINARY: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
};

/**
 * Files named on the command line: images and PDFs as attachments, everything else as text under its path. The person named them, so they
 * are read without asking.
 * @throws OC_FILE naming the file that is missing, unreadable, a folder, too large or binary
 */
export async function readFiles(paths: readonly string[], cwd: string): Promise<{ files: PromptInput['files']; text: string }> {
  const files: PromptInput['files'] = [];
  const texts: string[] = [];
  for (const path of paths) {
    const data = await readBounded(resolvePath(path, cwd), path);
    const mime = BINARY[extname(path).toLowerCase()];
    if (mime) files.push({ mime, data: data.toString('base64'), name: basename(path) });
    else if (data.subarray(0, 8000).includes(0))
      throw new KernelError('OC_FILE', { file: path, message: 'binary; only text, images and PDFs can be given' });
    else texts.push(`<file path="${path}">\n${data.toString('utf8').replace(/\n?$/, '\n')}</file>`);
  }
  return { files, text: texts.join('\n') };
}

async function readBounded(file: string, named: string): Promise<Buffer> {
  const fail = (message: string, cause?: unknown) => new KernelError('OC_FILE', { file: named, message }, { cause });
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw fail(cause.code === 'ENOENT' ? 'no such file' : cause.message, cause);
  });
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw fail('is a folder; name files');
    if (!stat.isFile()) throw fail('is not a regular file');
    if (stat.size > MAX_BYTES) throw fail(`larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
