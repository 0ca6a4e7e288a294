import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** ms in which the browser answers a command */
const PATIENCE = 30_000;

/** @returns the path of a Chromium on this machine */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  id?: number;
  method?: string;
  params?: object;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One page in a headless Chromium with a profile of its own, driven by the DevTools protocol over a pipe. */
export class ChromiumPage {
  readonly #browser: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  /** what the page asked the outside for, and what its console said */
  readonly requests: string[] = [];
  readonly console: string[] = [];
  #session: string | undefined;
  #next = 1;
  #loaded: (() => void) | undefined;

  private constructor(path: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'chromium-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'];
    const args = [...flags, `--user-data-dir=${this.#profile}`, '--remote-debugging-pipe', 'about:blank'];
    this.#browser = spawn(path, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
    this.#browser.once('exit', () => this.#fail(new Error('the browser ended')));
    this.#browser.once('error', (error) => this.#fail(error));
    let rest = '';
    (this.#browser.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part) as Answer);
    });
  }

  static async open(path: string): Promise<ChromiumPage> {
    const page = new ChromiumPage(path);
    const { targetId } = await page.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await page.#send('Target.attachToTarget', { targetId, flatten: true });
    page.#session = sessionId as string;
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await page.#send(`${domain}.enable`);
    return page;
  }

  /** Shows the page and waits until it has loaded. */
  async goTo(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.#send('Page.navigate', { url });
    await loaded;
  }

  /** @param expression JavaScript; its value must be JSON */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** Ends the browser with all its processes. */
  async close(): Promise<void> {
    const { pid } = this.#browser;
    const over = this.#browser.exitCode === null ? new Promise((resolve) => this.#browser.once('exit', resolve)) : undefined;
    if (pid !== undefined && over) process.kill(-pid, 'SIGKILL');
    await over;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20 });
  }

  #send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const message = { id, method, params, ...(this.#session !== undefined && { sessionId: this.#session }) };
    (this.#browser.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE);
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
  }

  #take({ id, method, params, result, error }: Answer): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result ?? {});
    }
    if (method === 'Page.loadEventFired') this.#loaded?.();
    if (method === 'Network.requestWillBeSent') this.requests.push((params as { request: { url: string } }).request.url);
    if (method === 'Log.entryAdded') this.console.push((params as { entry: { text: string } }).entry.text);
    if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown') this.console.push(JSON.stringify(params));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
