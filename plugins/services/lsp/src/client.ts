import { type Logger, ToolError } from '@ock/kernel';
import { answerInTime } from './answer-in-time.ts';
import { answerServer } from './answer-server.ts';
import { clientCapabilities } from './capabilities.ts';
import { Diagnostics } from './diagnostics.ts';
import { Documents, toUri } from './documents.ts';
import type { FoundServer } from './find-server.ts';
import { type Language, languageIdOf } from './languages.ts';
import type { Encoding } from './positions.ts';
import { Progress } from './progress.ts';
import { ProjectFiles } from './project-files.ts';
import { CONTENT_MODIFIED, type Diagnostic, SERVER_CANCELLED, type ServerCapabilities, type WorkspaceEdit } from './protocol.ts';
import { ServerProcess } from './server-process.ts';
import { tsserverDiagnostics } from './tsserver-diagnostics.ts';

export interface ClientOptions {
  language: Language;
  found: FoundServer;
  root: string;
  env: Record<string, string>;
  log: Logger;
  version: string;
  /** ms for an answer */
  timeoutMs: number;
  /** aborted when servers are ended: one that is still starting goes at once */
  signal: AbortSignal;
}

/** ms until a server must have said what it can do: indexing may be part of it */
const INITIALIZE_MS = 45_000;
/** times a question is asked again because its answer was out of date */
const RETRIES = 4;
const RETRY_MS = 250;

/** One running language server: questions with a limit, files kept in step, its own questions answered. */
export class Client {
  readonly capabilities: ServerCapabilities;
  readonly encoding: Encoding;
  readonly documents: Documents;
  readonly diagnostics = new Diagnostics();
  readonly progress = new Progress();
  readonly options: ClientOptions;
  readonly process: ServerProcess;
  /** methods that the server asked to be used after it had started */
  readonly #registered = new Map<string, string>();
  readonly #files: ProjectFiles;
  /** operations under way */
  #pending = 0;
  /** how many reports had come when a file's text changed last: only later ones are about it */
  readonly #since = new Map<string, number>();
  #edits: WorkspaceEdit[] | undefined;

  /** @throws ToolError when it does not start */
  static async start(options: ClientOptions): Promise<Client> {
    const { found, root, env, log } = options;
    const name = found.spec.id;
    const child = await ServerProcess.start(found.command, { cwd: root, env: { ...env, ...found.spec.env }, log }).catch((error: Error) => {
      throw new ToolError(`The language server ${name} does not start: ${error.message}`, { cause: error });
    });
    let client: Client | undefined;
    try {
      // answers to its questions must stand before it may ask
      const early: ((made: Client) => void)[] = [];
      answerServer(child, found, root, (act) => (client ? act(client) : void early.push(act)));
      child.connection.listen();
      const folder = { uri: toUri(root), name: root.slice(root.lastIndexOf('/') + 1) };
      const initialized = child.connection.sendRequest('initialize', {
        processId: process.pid,
        clientInfo: { name: 'opencode', version: options.version },
        locale: 'en',
        rootPath: root,
        rootUri: folder.uri,
        workspaceFolders: [folder],
        capabilities: clientCapabilities,
        initializationOptions: found.initializationOptions ?? {},
      });
      const answer = await answerInTime(initialized, child, Math.max(INITIALIZE_MS, options.timeoutMs), name, options.signal);
      client = new Client(child, options, (answer as { capabilities?: ServerCapabilities }).capabilities ?? {});
      await child.connection.sendNotification('initialized', {});
      await child.connection.sendNotification('workspace/didChangeConfiguration', { settings: found.settings ?? {} });
      for (const act of early) act(client);
      return client;
    } catch (error) {
      await child.stop();
      if (error instanceof ToolError) throw error;
      throw new ToolError(`The language server ${name} does not start: ${(error as Error).message}`, { cause: error });
    }
  }

  private constructor(child: ServerProcess, options: ClientOptions, capabilities: ServerCapabilities) {
    this.process = child;
    this.options = options;
    this.capabilities = capabilities;
    this.#files = new ProjectFiles(options.root, options.language);
    const { positionEncoding } = capabilities;
    this.encoding = positionEncoding === 'utf-8' || positionEncoding === 'utf-32' ? positionEncoding : 'utf-16';
    this.documents = new Documents({
      notify: (method, params) => this.notify(method, params),
      languageId: (path) => languageIdOf(options.language, path),
      sync: capabilities.textDocumentSync,
      encoding: this.encoding,
      onChange: (path) => this.#since.set(path, this.diagnostics.order),
    });
  }

  get name(): string {
    return this.options.found.spec.id;
  }

  /** May this method be used? */
  offers(provider: string, method: string): boolean {
    return Boolean(this.capabilities[provider]) || [...this.#registered.values()].includes(method);
  }

  register(id: string, method: string): void {
    this.#registered.set(id, method);
  }

  unregister(id: string): void {
    this.#registered.delete(id);
  }

  async notify(method: string, params: unknown): Promise<void> {
    if (!this.process.isGone) await this.#counted(this.process.connection.sendNotification(method, params));
  }

  /** Is something under way? Then it must not be ended for want of questions. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  async #counted<T>(work: Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await work;
    } finally {
      this.#pending--;
    }
  }

  /**
   * Asks. On abort and when the time is up the server is told to stop working on it.
   * @throws ToolError when there is no answer; the signal's reason
   */
  async request<T>(method: string, params: unknown, signal: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#counted(this.#ask<T>(method, params, signal));
      } catch (error) {
        const { code } = error as { code?: number };
        if ((code !== CONTENT_MODIFIED && code !== SERVER_CANCELLED) || attempt >= RETRIES) throw this.#told(error, method);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (attempt + 1)));
      }
    }
  }

  async #ask<T>(method: string, params: unknown, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const { rpc, connection } = this.process;
    const cancel = new rpc.CancellationTokenSource();
    const answer = connection.sendRequest<T>(method, params, cancel.token);
    answer.catch(() => undefined); // an answer that comes after the end is nobody's
    try {
      return await answerInTime(answer, this.process, this.options.timeoutMs, this.name, signal);
    } catch (error) {
      if (!this.process.isGone) cancel.cancel();
      throw error;
    } finally {
      cancel.dispose();
    }
  }

  #told(error: unknown, method: string): unknown {
    if (error instanceof ToolError || (error as Error).name === 'AbortError' || !(error instanceof this.process.rpc.ResponseError))
      return error;
    return new ToolError(`The language server ${this.name} answers ${method} with an error: ${error.message}`, { cause: error });
  }

  /** Tells the server what has changed on the disk since the last question. @param except a file that is left as the server knows it */
  async refresh(signal: AbortSignal, except?: string): Promise<void> {
    await this.documents.syncAll(except);
    const changes = await this.#counted(this.#files.changes(signal));
    if (changes.length > 0) await this.notify('workspace/didChangeWatchedFiles', { changes });
  }

  /** What is wrong with a file, as it stands on the disk. @returns undefined when the server does not say in time */
  async diagnose(path: string, signal: AbortSignal): Promise<Diagnostic[] | undefined> {
    await this.documents.sync(path);
    return this.report(path, signal);
  }

  /** The same for the text that the server has already. */
  async report(path: string, signal: AbortSignal): Promise<Diagnostic[] | undefined> {
    if (this.#byTsserver) {
      const items = await tsserverDiagnostics(toUri(path), (method, params) => this.request(method, params, signal));
      this.diagnostics.set(toUri(path), items);
      return items;
    }
    if (this.pulls) {
      const identifier = this.capabilities.diagnosticProvider?.identifier;
      const params = { textDocument: { uri: toUri(path) }, ...(identifier !== undefined && { identifier }) };
      const { items } = await this.request<{ items?: Diagnostic[] }>('textDocument/diagnostic', params, signal);
      if (items) this.diagnostics.set(toUri(path), items);
      return this.diagnostics.get(path)?.items;
    }
    const settleMs = this.options.found.spec.settleMs ?? 150;
    const wanted = { since: this.#since.get(path) ?? 0, version: this.documents.get(path)?.version ?? 0, settleMs };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMs)]);
    const settled = await this.diagnostics.settled(path, wanted, limit);
    signal.throwIfAborted();
    return settled ? this.diagnostics.get(path)?.items : undefined;
  }

  /** Must it be asked what is wrong with a file? Others say it by themselves. */
  get pulls(): boolean {
    return this.#byTsserver || this.offers('diagnosticProvider', 'textDocument/diagnostic');
  }

  get #byTsserver(): boolean {
    return this.options.found.spec.diagnosticsBy === 'tsserver';
  }

  /** Takes what the server says by itself. */
  reported(uri: string, items: Diagnostic[], version: number | null | undefined): void {
    if (!this.#byTsserver) this.diagnostics.set(uri, items, version);
  }

  /** Runs a command of the server's whose only effect is an edit that we are asked to apply. @returns the edits */
  async editsOf(command: string, args: unknown[], signal: AbortSignal): Promise<WorkspaceEdit[]> {
    if (this.#edits) throw new ToolError('The language server is still working on another edit. Try again.');
    const edits: WorkspaceEdit[] = [];
    this.#edits = edits;
    try {
      await this.request('workspace/executeCommand', { command, arguments: args }, signal);
    } finally {
      this.#edits = undefined;
    }
    return edits;
  }

  /** Takes an edit that the server wants applied. @returns false when nobody asked for one */
  collect(edit: WorkspaceEdit): boolean {
    this.#edits?.push(edit);
    return this.#edits !== undefined;
  }

  stop(): Promise<void> {
    const { connection } = this.process;
    return this.process.stop(async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
    });
  }
}
