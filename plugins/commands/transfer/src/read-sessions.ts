import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KernelError, resolvePath, type Translate } from '@ock/kernel';

/** as export names them, and the Python system did */
const SESSION_FILE = /^session_.*\.json$/;

export interface SessionFile {
  /** as the person named it */
  name: string;
  /** one session, unchecked, each */
  sessions: unknown[];
}

/**
 * Reads a file that holds a session, a list of sessions, or `{"sessions": [...]}`.
 * @param name `-` is standard input
 * @throws OC_FILE when it cannot be read, OC_IMPORT_INVALID when it is not JSON
 */
export async function readSessions(name: string, cwd: string, t: Translate): Promise<SessionFile> {
  const content = (await read(name, cwd)).replace(/^\uFEFF/, '');
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    throw new KernelError(
      'OC_IMPORT_INVALID',
      { file: name, message: t('command-transfer.not_json', { message: (cause as Error).message }) },
      { cause },
    );
  }
  const list = Array.isArray(data) ? data : (data as { sessions?: unknown } | null)?.sessions;
  const sessions = Array.isArray(list) ? (list as unknown[]) : [data];
  if (sessions.length === 0) throw new KernelError('OC_IMPORT_INVALID', { file: name, message: t('command-transfer.empty') });
  return { name, sessions };
}

/** The session files in a folder, oldest first; any other name stands for itself. @throws OC_IMPORT_INVALID when a folder has none */
export function sessionFilesIn(name: string, cwd: string, t: Translate): string[] {
  const dir = name === '-' ? undefined : resolvePath(name, cwd);
  if (dir === undefined || !statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return [name];
  const files = readdirSync(dir).filter((file) => SESSION_FILE.test(file));
  if (files.length === 0) throw new KernelError('OC_IMPORT_INVALID', { file: name, message: t('command-transfer.no_files') });
  return files.sort().map((file) => join(dir, file));
}

async function read(name: string, cwd: string): Promise<string> {
  const file = name === '-' ? name : resolvePath(name, cwd);
  try {
    return name === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
  }
}
