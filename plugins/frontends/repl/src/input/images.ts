import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolvePath } from '@ock/kernel';

const IMAGES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};
/** bytes an image may have */
const MAX_BYTES = 10 * 1024 * 1024;
/** ms a program may take to give the clipboard's image */
const CLIPBOARD_MS = 3_000;

export interface ImageFile {
  mime: string;
  data: string;
  name: string;
}

/** The image that a paste names: terminals paste the path of a file that is dragged onto them. Undefined: it is some other text. */
export function imageFile(text: string, cwd: string): ImageFile | undefined {
  const named = text.trim();
  if (named === '' || named.length > 4_096 || named.includes('\n')) return undefined;
  const bare = /^(['"])(.*)\1$/.exec(named)?.[2] ?? named.replace(/\\(.)/g, '$1');
  const mime = IMAGES[extname(bare).toLowerCase()];
  if (!mime) return undefined;
  try {
    const local = bare.startsWith('file://') ? fileURLToPath(bare) : resolvePath(bare.replace(/^~(?=\/)/, homedir()), cwd);
    const { size } = statSync(local);
    if (size > MAX_BYTES) return undefined;
    return { mime, data: readFileSync(local).toString('base64'), name: basename(local) };
  } catch {
    return undefined; // no such file: it is only text
  }
}

/** The image in the clipboard as base64, where a program of the system gives it. */
export async function clipboardImage(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const ways: [string, string[]][] =
    process.platform === 'darwin'
      ? [['pngpaste', ['-']]]
      : env.WAYLAND_DISPLAY
        ? [['wl-paste', ['--no-newline', '--type', 'image/png']]]
        : [['xclip', ['-selection', 'clipboard', '-t', 'image/png', '-o']]];
  for (const [program, args] of ways) {
    const data = await output(program, args);
    if (data && data.length > 0) return data.toString('base64');
  }
  return undefined;
}

function output(program: string, args: string[]): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: CLIPBOARD_MS });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : undefined));
  });
}
