import { type Logger, ToolError } from '@ock/kernel';
import { Client } from './client.ts';
import { type FoundServer, findRoot, findServer, type Places } from './find-server.ts';
import type { Language } from './languages.ts';

export interface ServersOptions {
  places: Places;
  env: Record<string, string>;
  log: Logger;
  version: string;
  timeoutMs: number;
  idleMs: number;
}

/** crashes within this time after which a server is not started again */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 5 * 60_000;
/** ms from the first crash until the next start; doubled each time */
const BACKOFF_MS = 500;

interface Slot {
  language: Language;
  root: string;
  client?: Promise<Client>;
  running?: Client;
  idle?: NodeJS.Timeout;
  /** when it crashed, by the clock that never goes back */
  crashes: number[];
  reason?: string;
}

/** One server per language and root: started when first needed, again after a crash, ended when nobody asks. */
export class Servers {
  readonly #options: ServersOptions;
  readonly #slots = new Map<string, Slot>();
  #stopping = new AbortController();

  constructor(options: ServersOptions) {
    this.#options = options;
  }

  /** The server for a file, started if need be. @throws ToolError in words for the model */
  async for(language: Language, file: string): Promise<Client> {
    const { places } = this.#options;
    const root = findRoot(language, file, places.workspace);
    const found = this.#found(language, root);
    const slot = this.#slot(language, root);
    this.#keep(slot);
    if (slot.running?.process.isGone) await slot.running.process.gone;
    if (slot.running) return slot.running;
    slot.client ??= this.#start(slot, found);
    return slot.client;
  }

  /** The server for a file when it runs already. */
  running(language: Language, file: string): Client | undefined {
    const slot = this.#slots.get(keyOf(language, findRoot(language, file, this.#options.places.workspace)));
    if (!slot?.running || slot.running.process.isGone) return undefined;
    this.#keep(slot);
    return slot.running;
  }

  /** Every server that runs. */
  get clients(): Client[] {
    return [...this.#slots.values()].flatMap(({ running }) => (running && !running.process.isGone ? [running] : []));
  }

  /** Why servers of this language are not started any more. */
  failure(language: Language): string | undefined {
    return [...this.#slots.values()].find((slot) => slot.language.id === language.id && this.#isOff(slot))?.reason;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new ToolError('The language servers are being stopped.'));
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    await Promise.all(
      slots.map(async ({ client, idle }) => {
        clearTimeout(idle);
        await client?.then((running) => running.stop()).catch(() => undefined);
      }),
    );
    this.#stopping = new AbortController();
  }

  #found(language: Language, root: string): FoundServer {
    const found = findServer(language, root, this.#options.places);
    if (!('missing' in found)) return found;
    if (found.missing === 'untrusted')
      throw new ToolError(`The language server of ${language.id} runs what stands in the project, and this folder is not trusted.`, {
        because: { key: 'service-lsp.untrusted', args: { language: language.id } },
      });
    const npm = language.servers.find((spec) => spec.npm);
    const how = npm ? `opencode lsp install ${language.id}` : (language.servers[0]?.hint ?? '');
    throw new ToolError(`No language server for ${language.id} is installed. The user can install it: ${how}`, {
      because: { key: 'service-lsp.missing', args: { language: language.id, how } },
    });
  }

  #slot(language: Language, root: string): Slot {
    const key = keyOf(language, root);
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = { language, root, crashes: [] };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  async #start(slot: Slot, found: FoundServer): Promise<Client> {
    const { env, log, version, timeoutMs } = this.#options;
    const { signal } = this.#stopping;
    try {
      await this.#backoff(slot);
      signal.throwIfAborted();
      const { language, root } = slot;
      const client = await Client.start({ language, found, root, env, log, version, timeoutMs, signal });
      slot.running = client;
      this.#keep(slot);
      void client.process.gone.then((reason) => this.#lost(slot, client, reason));
      log.info('language server started', { server: found.spec.id, root, pid: client.process.pid ?? 0 });
      return client;
    } catch (error) {
      slot.client = undefined;
      if (!signal.aborted && !this.#isOff(slot)) this.#crashed(slot, (error as Error).message);
      throw error;
    }
  }

  /** @throws ToolError when it has crashed too often */
  async #backoff(slot: Slot): Promise<void> {
    const last = slot.crashes.at(-1);
    if (last === undefined) return;
    if (this.#isOff(slot))
      throw new ToolError(
        `The language server of ${slot.language.id} is off: it ended ${MAX_CRASHES} times in 5 minutes (${slot.reason}).`,
      );
    const wait = BACKOFF_MS * 2 ** (slot.crashes.length - 1) - (performance.now() - last);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  #isOff(slot: Slot): boolean {
    slot.crashes = slot.crashes.filter((time) => performance.now() - time < CRASH_WINDOW_MS);
    return slot.crashes.length >= MAX_CRASHES;
  }

  #crashed(slot: Slot, reason: string): void {
    slot.crashes.push(performance.now());
    slot.reason = reason.replace(/\.$/, '');
    this.#options.log.warn('language server failed', { language: slot.language.id, root: slot.root, reason });
  }

  #lost(slot: Slot, client: Client, reason: string): void {
    if (slot.running !== client) return;
    slot.running = undefined;
    slot.client = undefined;
    this.#crashed(slot, reason);
  }

  /** Counts the time without questions anew. */
  #keep(slot: Slot): void {
    clearTimeout(slot.idle);
    slot.idle = setTimeout(() => this.#rest(slot), this.#options.idleMs);
    slot.idle.unref();
  }

  #rest(slot: Slot): void {
    const client = slot.running;
    const starting = !client && slot.client !== undefined;
    if (starting || client?.isBusy) {
      this.#keep(slot);
      return;
    }
    slot.client = undefined;
    slot.running = undefined;
    client?.stop().catch((error: unknown) => this.#options.log.debug('language server not stopped', { error: String(error) }));
  }
}

function keyOf({ id }: Language, root: string): string {
  return `${id}\0${root}`;
}
