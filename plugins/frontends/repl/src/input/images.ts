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

type Env = Readonly<Record<string, string | undefined>>;

export interface ImageFile {
  mime: string;
  data: string;
  name: string;
}

/** images dragged at once */
const MAX_IMAGES = 20;

/**
 * The images that a paste names: terminals paste the paths of files that are dragged onto them, quoted or with backslashes as shells want it, or as they
 * are. Undefined: it is some other text.
 */
export function imageFiles(text: string, cwd: string): ImageFile[] | undefined {
  const named = text.trim();
  if (named === '' || named.length > 4_096 * MAX_IMAGES || !/\.(?:png|jpe?g|gif|webp)/i.test(named)) return undefined;
  const whole = named.includes('\n') ? undefined : imageFile(named, cwd);
  if (whole) return [whole];
  const words = shellWords(named);
  if (words.length > MAX_IMAGES) return undefined;
  const images = words.map((word) => imageFile(word, cwd));
  return images.length > 0 && images.every((image) => image !== undefined) ? images : undefined;
}

/** Words as a shell divides them. Windows' paths have backslashes of their own. */
function shellWords(text: string): string[] {
  const escapes = process.platform !== 'win32';
  const word = escapes ? /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\[\s\S]|[^\s'"\\])+/g : /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;
  const quoted = escapes ? /'([^']*)'|"((?:\\.|[^"\\])*)"|\\([\s\S])/g : /'([^']*)'|"([^"]*)"/g;
  return (text.match(word) ?? []).map((part) =>
    part.replace(quoted, (_all, single?: string, double?: string, one?: string) => {
      if (typeof single === 'string') return single;
      return typeof double === 'string' ? double.replace(/\\(["\\$`])/g, '$1') : (one ?? '');
    }),
  );
}

function imageFile(path: string, cwd: string): ImageFile | undefined {
  const mime = IMAGES[extname(path).toLowerCase()];
  if (!mime) return undefined;
  try {
    const local = path.startsWith('file://') ? fileURLToPath(path) : resolvePath(path.replace(/^~(?=\/)/, homedir()), cwd);
    const { size } = statSync(local);
    if (size > MAX_BYTES) return undefined;
    return { mime, data: readFileSync(local).toString('base64'), name: basename(local) };
  } catch {
    return undefined; // no such file: it is only text
  }
}

/** The image in the clipboard as base64, where a program of the system gives it. */
export async function clipboardImage(env: Env): Promise<string | undefined> {
  const png = await firstImage(
    process.platform === 'darwin'
      ? [['pngpaste', ['-']]]
      : [
          ...(env.WAYLAND_DISPLAY ? [['wl-paste', ['--no-newline', '--type', 'image/png']] as Way] : []),
          ...(env.DISPLAY ? [['xclip', ['-selection', 'clipboard', '-t', 'image/png', '-o']] as Way] : []),
        ],
    env,
  );
  if (png || process.platform !== 'darwin') return png?.toString('base64');
  // what every Mac has says it in hexadecimal
  const script = await output('osascript', ['-e', 'get the clipboard as \u00abclass PNGf\u00bb'], env);
  const hex = /PNGf([0-9A-F]+)/.exec(script?.toString('latin1') ?? '')?.[1];
  return hex && Buffer.from(hex, 'hex').toString('base64');
}

type Way = [program: string, args: string[]];

async function firstImage(ways: readonly Way[], env: Env): Promise<Buffer | undefined> {
  for (const [program, args] of ways) {
    const data = await output(program, args, env);
    if (data && data.length > 0) return data;
  }
  return undefined;
}

function output(program: string, args: string[], env: Env): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'ignore'], timeout: CLIPBOARD_MS });
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
