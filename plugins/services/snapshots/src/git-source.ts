import { spawn } from 'node:child_process';
import { existsSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { findOnPath, readRegular } from '@ock/kernel';
import { type GitIndex, type IndexEntry, readGitIndex, TIME_SLACK } from './git-index.ts';

/** attributes by which the content in the working tree is not the blob's, though it may have its size */
const CONVERTS = /\b(filter|ident|working-tree-encoding)\b/;
const TIMEOUT_MS = 10_000;

/** The committed content of one working tree, read and never written: no lock, no filter, no hook, no network. */
export class GitSource {
  readonly root: string;
  readonly #gitDir: string;
  #index: GitIndex | undefined;
  #indexVersion = '';

  private constructor(root: string, gitDir: string) {
    this.root = root;
    this.#gitDir = gitDir;
  }

  /** @returns undefined where content cannot be had this way: no git, filters, partial clones, SHA-256 */
  static open(root: string): GitSource | undefined {
    const gitDir = gitDirOf(root);
    if (!gitDir || !findOnPath('git')) return undefined;
    const common = commonDir(gitDir);
    const config = [join(common, 'config'), join(gitDir, 'config.worktree')].map(textOf).join('\n');
    if (/promisor|partialclone|objectformat\s*=\s*sha256/i.test(config)) return undefined;
    const attributes = [
      join(root, '.gitattributes'),
      join(common, 'info', 'attributes'),
      join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'git', 'attributes'),
    ];
    if (attributes.some((path) => CONVERTS.test(textOf(path))) || /attributesfile/i.test(config)) return undefined;
    return new GitSource(root, gitDir);
  }

  /** Paths that git knows now, relative to the root. */
  tracked(): Iterable<string> {
    return this.refresh()?.entries.keys() ?? [];
  }

  /** The blob that holds the file's content as it is; undefined: it may have changed. @param path relative to the root */
  cleanBlob(path: string, { mtimeMs, size, ino }: Pick<Stats, 'mtimeMs' | 'size' | 'ino'>): string | undefined {
    const index = this.#index;
    const entry = index?.entries.get(path);
    if (!index || !entry || !isClean(entry, mtimeMs, size, ino)) return undefined;
    return entry.mtime + TIME_SLACK < index.writtenAt ? entry.oid : undefined;
  }

  /** Contents of blobs. What cannot be read is missing. */
  async read(oids: readonly string[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (oids.length === 0) return found;
    const output = await this.#catFile(`${[...new Set(oids)].join('\n')}\n`);
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf(0x0a, at);
      if (end === -1) break;
      const [oid = '', kind, size] = output.toString('latin1', at, end).split(' ');
      at = end + 1;
      if (kind !== 'blob') continue;
      const bytes = output.subarray(at, at + Number(size));
      if (bytes.length === Number(size)) found.set(oid, bytes);
      at += Number(size) + 1;
    }
    return found;
  }

  /** Of the index on the disk: another text when it changed. */
  version(): string {
    const facts = statSync(join(this.#gitDir, 'index'), { throwIfNoEntry: false });
    return facts ? `${facts.mtimeMs} ${facts.size} ${facts.ino}` : '';
  }

  /** The index as it is now: what `cleanBlob` answers by until the next call. */
  refresh(): GitIndex | undefined {
    const path = join(this.#gitDir, 'index');
    const version = this.version();
    if (version !== this.#indexVersion) {
      this.#indexVersion = version;
      this.#index = readGitIndex(path);
    }
    return this.#index;
  }

  #catFile(input: string): Promise<Buffer> {
    const git = findOnPath('git');
    if (!git) return Promise.resolve(Buffer.alloc(0));
    const env = { ...process.env, GIT_DIR: this.#gitDir, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
    return new Promise((done) => {
      const child = spawn(git, ['cat-file', '--batch'], {
        cwd: this.root,
        env,
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
      child.once('error', () => done(Buffer.alloc(0)));
      child.once('close', () => done(Buffer.concat(chunks)));
      child.stdin.on('error', () => undefined); // told by `close`
      child.stdin.end(input);
    });
  }
}

/** Inodes stand there cut to 32 bits. */
function isClean(entry: IndexEntry, mtimeMs: number, size: number, ino: number): boolean {
  return entry.size === size && Math.abs(entry.mtime - mtimeMs) < TIME_SLACK && entry.ino === Number(BigInt.asUintN(32, BigInt(ino)));
}

/** `.git` itself, or the folder that the file of this name leads to: worktrees, submodules. */
function gitDirOf(root: string): string | undefined {
  const own = join(root, '.git');
  const facts = statSync(own, { throwIfNoEntry: false });
  if (!facts) return undefined;
  if (facts.isDirectory()) return own;
  const target = /^gitdir: (.+)$/m.exec(textOf(own))?.[1]?.trim();
  const dir = target && (isAbsolute(target) ? target : resolve(root, target));
  return dir && existsSync(dir) ? dir : undefined;
}

function commonDir(gitDir: string): string {
  const common = textOf(join(gitDir, 'commondir')).trim();
  return common === '' ? gitDir : resolve(gitDir, common);
}

function textOf(path: string): string {
  try {
    return readRegular(path).toString();
  } catch {
    return ''; // none
  }
}
