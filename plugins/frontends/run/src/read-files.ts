import { basename, extname } from 'node:path';
import { KernelError, openForReading, type PromptInput, resolvePath } from '@ock/kernel';

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
 * @param refuse throws for a file that the rules deny
 * @throws OC_FILE naming the file that is missing, unreadable, denied, a folder, too large or binary
 */
export async function readFiles(
  paths: readonly string[],
  cwd: string,
  refuse: (path: string, named: string) => Promise<void>,
): Promise<{ files: PromptInput['files']; text: string }> {
  const files: PromptInput['files'] = [];
  const texts: string[] = [];
  for (const path of paths) {
    const file = resolvePath(path, cwd);
    await refuse(file, path);
    const data = await readBounded(file, path);
    const mime = BINARY[extname(path).toLowerCase()];
    if (mime) files.push({ mime, data: data.toString('base64'), name: basename(path) });
    else if (data.subarray(0, 8000).includes(0)) throw new KernelError('OC_FILE', { file: path, because: 'frontend-run.file_binary' });
    else texts.push(`<file path="${path}">\n${data.toString('utf8').replace(/\n?$/, '\n')}</file>`);
  }
  return { files, text: texts.join('\n') };
}

async function readBounded(file: string, named: string): Promise<Buffer> {
  const fail = (because: string) => new KernelError('OC_FILE', { file: named, because, mib: MAX_BYTES / 1024 / 1024 });
  const handle = await openForReading(file).catch((cause: NodeJS.ErrnoException) => {
    throw new KernelError('OC_FILE', { file: named, message: cause.message }, { cause });
  });
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw fail('frontend-run.file_folder');
    if (!stat.isFile()) throw fail('frontend-run.file_special');
    if (stat.size > MAX_BYTES) throw fail('frontend-run.file_large');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
