import { statSync } from 'node:fs';
import { KernelError, type SessionService, sanitizeLine } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';
import { readSessions, sessionFilesIn } from '../read-sessions.ts';

interface Imported {
  id: string;
  title: string;
  directory: string;
  messages: number;
}

export default class Import extends OcCommand {
  static override summary = 'read sessions from files that export wrote';
  static override description =
    'Session files of the Python system are read as well. Of a folder, all session_*.json that are not here yet. A session whose id exists gets a new one. One whose folder is not on this machine belongs to the current folder from then on.';
  static override enableJsonFlag = true;
  static override strict = false;
  static override examples = [
    '<%= config.bin %> import session.json',
    'ssh host <%= config.bin %> export -o - | <%= config.bin %> import -',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'file or folder to read, - is standard input; several may be given' }),
  };
  static override flags = { here: Flags.boolean({ summary: 'the sessions belong to the current folder from now on' }) };

  async run(): Promise<Imported[]> {
    const { argv, flags } = await this.parse(Import);
    const kernel = await this.kernel();
    // every file is read before the first session is written
    const named = (argv as string[]).flatMap((name) =>
      sessionFilesIn(name, kernel.cwd, this.t).map((file) => ({ file, inFolder: file !== name })),
    );
    const read = await Promise.all(
      named.map(async ({ file, inFolder }) => ({ inFolder, ...(await readSessions(file, kernel.cwd, this.t)) })),
    );
    const sessions = await kernel.use('service', 'sessions');
    const files = await Promise.all(
      // of a folder only what is not here: it may be the one that sessions are written to
      read.map(async (file) => (file.inFolder ? { ...file, sessions: await this.#unknown(sessions, file.sessions) } : file)),
    );
    const total = files.reduce((sum, { sessions: found }) => sum + found.length, 0);
    const imported: Imported[] = [];
    try {
      await this.working(async (tell) => {
        for (const { name, sessions: found } of files) {
          // a session that gets a new id stays the parent of those that came with it
          const ids = new Map<unknown, string>();
          for (const data of found) {
            tell(`${imported.length}/${total}`);
            const here = flags.here || !isFolder(folderOf(data));
            const { id, title, directory } = await this.#import(sessions, name, withParent(data, ids), here ? kernel.cwd : undefined);
            ids.set(sessionOf(data)?.id, id);
            imported.push({ id, title, directory, messages: (await sessions.messages(id)).length });
          }
        }
      });
    } finally {
      for (const { id, title, messages } of imported)
        this.out(
          this.t('command-transfer.imported', { id, title: sanitizeLine(title) || this.t('command-transfer.untitled'), count: messages }),
        );
    }
    const [only, second] = imported;
    if (only && !second) this.note(this.t('command-transfer.go_on', { id: only.id }));
    return imported;
  }

  async #unknown(sessions: SessionService, found: readonly unknown[]): Promise<unknown[]> {
    const unknown: unknown[] = [];
    for (const data of found) {
      const id = sessionOf(data)?.id;
      if (typeof id === 'string' && (await sessions.get(id))) this.note(this.t('command-transfer.known', { id }));
      else unknown.push(data);
    }
    return unknown;
  }

  /** The service does not know files: its error gets the name here. */
  async #import(sessions: SessionService, file: string, data: unknown, directory: string | undefined): Promise<Session> {
    try {
      return await sessions.import(data, directory === undefined ? {} : { directory });
    } catch (error) {
      if ((error as KernelError).code !== 'OC_IMPORT_INVALID') throw error;
      throw new KernelError('OC_IMPORT_INVALID', { ...(error as KernelError).details, file }, { cause: error });
    }
  }
}

/** Where the session worked: in our form or in the Python system's. */
function folderOf(data: unknown): unknown {
  return sessionOf(data)?.directory ?? (data as { directory?: unknown } | null)?.directory;
}

function sessionOf(data: unknown): Partial<Session> | undefined {
  return (data as { session?: Partial<Session> } | null)?.session;
}

function withParent(data: unknown, ids: ReadonlyMap<unknown, string>): unknown {
  const session = sessionOf(data);
  const parent = session?.parent_id === undefined ? undefined : ids.get(session.parent_id);
  return parent === undefined ? data : { ...(data as object), session: { ...session, parent_id: parent } };
}

function isFolder(path: unknown): boolean {
  return typeof path === 'string' && path !== '' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
