import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Context } from 'mocha';
import { findOnPath, type Logger } from '../../../../kernel/src/index.ts';
import { ROOT } from '../../../../test/support/tree.ts';
import type { Npm } from '../src/install.ts';
import type { LspConfig } from '../src/languages.ts';
import { LanguageServers } from '../src/service.ts';

export interface Lab {
  /** the workspace, symlinks resolved */
  dir: string;
  service: LanguageServers;
  logged: { level: string; text: string; data?: Record<string, unknown> }[];
  /** absolute path of a file of the workspace */
  path(name: string): string;
  write(name: string, text: string): string;
  remove(name: string): void;
  dispose(): Promise<void>;
}

export interface LabOptions {
  files?: Record<string, string>;
  config?: LspConfig;
  trusted?: boolean;
  env?: Record<string, string>;
  npm?: Npm;
}

/** The service over a temporary project, as the plugin makes it. */
export function lab({ files = {}, config = {}, trusted = true, env, npm }: LabOptions = {}): Lab {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ock-lsp-')));
  const dir = join(home, 'my project ü');
  const logged: Lab['logged'] = [];
  const log = (level: string) => (text: string, data?: Record<string, unknown>) => void logged.push({ level, text, ...(data && { data }) });
  const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const write = (name: string, text: string): string => {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  mkdirSync(dir);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const whole = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GOPATH: join(home, 'go'),
    GOCACHE: join(tmpdir(), 'ock-go-cache'),
    GOFLAGS: '-mod=mod',
    ...env,
  };
  const closing = new AbortController();
  const service = new LanguageServers({
    places: { workspace: dir, installs: join(home, 'installs'), env: whole, trusts: () => trusted },
    cwd: dir,
    config,
    env: whole,
    log: logger,
    version: '0.0.0',
    signal: closing.signal,
    npm: npm ?? (() => Promise.reject(new Error('no npm in this test'))),
  });
  return {
    dir,
    service,
    logged,
    path: (name) => join(dir, name),
    write,
    remove: (name) => rmSync(join(dir, name)),
    async dispose() {
      closing.abort();
      await service.stop();
      // Go makes its module cache read-only
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const BIN = join(ROOT, 'node_modules/.bin');

/** Configuration for servers that the development dependencies bring. */
export const DEV_SERVERS: LspConfig = {
  python: { server: 'pyright', command: [join(BIN, 'pyright-langserver'), '--stdio'] },
  typescript: {
    command: [join(BIN, 'typescript-language-server'), '--stdio'],
    initialization_options: { tsserver: { path: join(ROOT, 'node_modules/typescript5/lib/tsserver.js') } },
  },
};

/** Skips the test with a word about what is missing, unless the program runs here. */
export function needs(test: Context, program: string, probe: string[] = ['--version']): void {
  const found = existsSync(program) ? program : findOnPath(program);
  if (found && spawnSync(found, probe, { stdio: 'ignore', timeout: 30_000 }).status === 0) return;
  process.stdout.write(`      skipped: ${program} does not run here\n`);
  test.skip();
}

export const never = new AbortController().signal;

const FAKE = new URL('fake-server.mjs', import.meta.url).pathname;

export interface FakeLab extends Lab {
  /** what the fake server answers to a rename */
  answerEdit(edit: unknown): void;
  /** what the fake server received, in order, over all its lives */
  received(): { id?: number | string; method?: string; params?: unknown; result?: unknown; error?: unknown }[];
}

/** A lab whose files that end in `.fake` are served by the fake server in a mode of its. */
export function fakeLab(mode: string, options: LabOptions & { settings?: Record<string, unknown> } = {}): FakeLab {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ock-fake-')));
  const log = join(home, 'received');
  const fake = { command: [process.execPath, FAKE, mode, log], extensions: ['.fake'], settings: options.settings ?? {} };
  const made = lab({ files: { 'a.fake': 'one\ntwo\n' }, ...options, config: { timeout: 5, ...options.config, fake } });
  return {
    ...made,
    answerEdit: (edit) => writeFileSync(`${log}.edit`, JSON.stringify(edit)),
    received: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            // the server may be in the middle of the last one
            .slice(0, -1)
            .filter((line) => line.trim() !== '')
            .map((line) => JSON.parse(line))
        : [],
    async dispose() {
      await made.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Looks until it is so; fails when it is not within 10 s. */
export async function until(what: string, so: () => boolean): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (so()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it never happened: ${what}`);
}
