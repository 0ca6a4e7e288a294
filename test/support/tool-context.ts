import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileLedger, KernelError, type Question, type ToolContext } from '@ock/kernel';

export interface TestToolContext extends ToolContext {
  /** what the tool reported through `progress`, in order */
  progressed: string[];
  /** what the tool asked, in order */
  asked: Question[][];
  /** what the tool stored in the session */
  state: Map<string, unknown>;
  abort(): void;
  /** removes the temporary folders */
  dispose(): Promise<void>;
}

export interface TestToolContextOptions {
  /** default: a fresh temporary folder, symlinks resolved */
  cwd?: string;
  config?: Record<string, unknown>;
  /** the person's answers to `ask`; absent: nobody is there */
  answers?: string[][];
  env?: Record<string, string>;
}

/** A tool's context over a temporary folder, with a ledger and a state that work as a session's do. */
export async function testToolContext(options: TestToolContextOptions = {}): Promise<TestToolContext> {
  const cwd = options.cwd ?? (await temporaryFolder());
  const outputDir = await temporaryFolder();
  const aborting = new AbortController();
  const state = new Map<string, unknown>();
  const progressed: string[] = [];
  const asked: Question[][] = [];
  return {
    cwd,
    sessionId: 'ses_test',
    callId: 'call_test',
    signal: aborting.signal,
    session: {
      files: testLedger(),
      getState: <T>(key: string) => structuredClone(state.get(key)) as T | undefined,
      setState: (key, value) => Promise.resolve(void state.set(key, structuredClone(value))),
    },
    config: options.config ?? {},
    outputDir,
    env: options.env ?? { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LANG: 'C.UTF-8' },
    progress: (text) => void progressed.push(text),
    ask(questions) {
      asked.push(questions);
      return options.answers ? Promise.resolve(options.answers) : Promise.reject(new KernelError('OC_NO_PERSON'));
    },
    progressed,
    asked,
    state,
    abort: () => aborting.abort(),
    async dispose() {
      await rm(outputDir, { recursive: true, force: true });
      if (options.cwd === undefined) await rm(cwd, { recursive: true, force: true });
    },
  };
}

export function testLedger(): FileLedger {
  const stamps = new Map<string, string>();
  return { seen: (path, stamp) => void stamps.set(path, stamp), stamp: (path) => stamps.get(path), entries: () => stamps.entries() };
}

/** A fresh temporary folder, symlinks resolved. */
export async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'ock-test-')));
}
