import {
  KernelError,
  type Logger,
  type LspAnswer,
  type LspEditQuery,
  type LspInstalled,
  type LspItem,
  type LspPlan,
  type LspQuery,
  type LspServerStatus,
  type LspService,
  ToolError,
} from '@ock/kernel';
import { toAnswer } from './answers.ts';
import { ask } from './ask.ts';
import type { Client } from './client.ts';
import { Feedback } from './feedback.ts';
import { findRoot, findServer, hasMarker, installedVersion, type Places } from './find-server.ts';
import { install, type Npm } from './install.ts';
import { type Language, Languages, type LspConfig } from './languages.ts';
import { planEdit } from './plan-edit.ts';
import { Servers } from './servers.ts';
import { TextSource } from './text-source.ts';

export interface LanguageServersOptions {
  places: Places;
  /** the session's folder, symlinks resolved */
  cwd: string;
  config: LspConfig;
  /** for servers: ours without keys */
  env: Record<string, string>;
  log: Logger;
  /** of the product */
  version: string;
  signal: AbortSignal;
  npm: Npm;
}

const TIMEOUT_S = 30;
const IDLE_MINUTES = 10;

/** The service `lsp`. */
export class LanguageServers implements LspService {
  readonly #options: LanguageServersOptions;
  readonly #languages: Languages;
  readonly #servers: Servers;
  readonly #feedback: Feedback;

  constructor(options: LanguageServersOptions) {
    const { places, env, log, version, config, signal } = options;
    this.#options = options;
    this.#languages = new Languages(config);
    const timeoutMs = (config.timeout ?? TIMEOUT_S) * 1000;
    this.#servers = new Servers({ places, env, log, version, timeoutMs, idleMs: (config.idle_minutes ?? IDLE_MINUTES) * 60_000 });
    this.#feedback = new Feedback({
      client: (file) => this.#unasked(file),
      language: (file) => this.#languages.of(file),
      signal,
      source: () => this.#source(),
      log: (text, error) => log.debug(text, { error: String(error) }),
    });
  }

  status(): LspServerStatus[] {
    return this.#languages.all.map((language) => this.#statusOf(language));
  }

  serves(file: string): boolean {
    const language = this.#languageOf(file);
    if (!language) return false;
    const { places } = this.#options;
    return !('missing' in findServer(language, findRoot(language, file, places.workspace), places));
  }

  async query(query: LspQuery, signal: AbortSignal, forbids?: (path: string) => Promise<boolean>): Promise<LspAnswer> {
    const source = this.#source();
    const clients = query.file === undefined ? await this.#forWorkspace(query.operation) : [await this.#for(query.file)];
    const answers = await Promise.all(clients.map((client) => ask(client, query, source, signal)));
    const items = await readable(answers.flat(), forbids);
    const answer = toAnswer(query.operation, items, clients.map(({ name }) => name).join(', '), source);
    const left = answers.flat().length - items.length;
    if (left === 0) return answer;
    const note = `[${left} left out: the rules deny to read their files]`;
    return { ...answer, text: items.length === 0 ? note : `${answer.text}\n${note}` };
  }

  async plan(query: LspEditQuery, signal: AbortSignal): Promise<LspPlan> {
    if (query.file === undefined) throw new ToolError(`${query.operation} needs filePath.`);
    return planEdit(await this.#for(query.file), query, this.#options.places.workspace, signal);
  }

  before(file: string, text: string | undefined): void {
    this.#feedback.before(file, text);
  }

  async newErrors(files: readonly string[], ms: number, signal: AbortSignal): Promise<LspItem[] | undefined> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    const late = new Promise<undefined>((resolve) => limit.addEventListener('abort', () => resolve(undefined), { once: true }));
    const found = this.#feedback.newErrors(files, limit).catch((error: unknown) => {
      this.#options.log.debug('no diagnostics after a change', { error: String(error) });
      return undefined;
    });
    return Promise.race([found, late]);
  }

  async install(id: string, signal: AbortSignal): Promise<LspInstalled> {
    const language = this.#named(id);
    return install(language, this.#options.places, this.#options.npm, signal);
  }

  stop(): Promise<void> {
    return this.#servers.stop();
  }

  #source(): TextSource {
    return new TextSource(this.#options.places.workspace, this.#options.cwd);
  }

  #named(id: string): Language {
    const language = this.#languages.named(id);
    if (!language) {
      const known = this.#languages.all.map((one) => one.id).join(', ');
      throw new KernelError('OC_INPUT', { because: 'service-lsp.no_language', language: id, known });
    }
    return language;
  }

  /** @returns undefined where servers are off, and for files of no language */
  #languageOf(file: string): Language | undefined {
    if (this.#options.config.enabled === false || !this.#inside(file)) return undefined;
    const language = this.#languages.of(file);
    return language?.enabled && language.servers.length > 0 ? language : undefined;
  }

  #inside(file: string): boolean {
    return file.startsWith(`${this.#options.places.workspace.replace(/\/$/, '')}/`);
  }

  async #for(file: string): Promise<Client> {
    if (this.#options.config.enabled === false)
      throw new ToolError('Language servers are off in the configuration ([lsp] enabled).', { because: { key: 'service-lsp.off' } });
    if (!this.#inside(file))
      throw new ToolError(`${file} is outside the workspace.`, { because: { key: 'service-lsp.outside', args: { file } } });
    const language = this.#languages.of(file);
    if (!language)
      throw new ToolError(`No language server is known for ${file}.`, { because: { key: 'service-lsp.unknown', args: { file } } });
    if (!language.enabled)
      throw new ToolError(`The language server for ${language.id} is off in the configuration.`, {
        because: { key: 'service-lsp.off_one', args: { language: language.id } },
      });
    return this.#servers.for(language, file);
  }

  /** The servers that run, else those of the languages that the workspace shows by its markers. */
  async #forWorkspace(operation: string): Promise<Client[]> {
    if (operation !== 'workspaceSymbols') throw new ToolError(`${operation} needs filePath.`);
    if (this.#servers.clients.length > 0) return this.#servers.clients;
    const { workspace } = this.#options.places;
    const marked = this.#languages.all.filter(
      (language) => hasMarker(language, this.#options.cwd) && this.serves(`${this.#options.cwd}/${exampleOf(language)}`),
    );
    const clients = await Promise.all(marked.map((language) => this.#for(`${this.#options.cwd}/${exampleOf(language)}`)));
    if (clients.length === 0)
      throw new ToolError(`No language server fits ${workspace} as a whole. Give filePath: any file of the language.`);
    return clients;
  }

  /** The server to use where nobody asked for one. */
  #unasked(file: string): Promise<Client> | undefined {
    const language = this.#languageOf(file);
    if (!language) return undefined;
    const running = this.#servers.running(language, file);
    if (running) return Promise.resolve(running);
    if (this.#options.config.auto_start === false || !this.serves(file)) return undefined;
    return this.#servers.for(language, file);
  }

  #statusOf(language: Language): LspServerStatus {
    const { places, config } = this.#options;
    const found = findServer(language, places.workspace, places);
    const spec = 'missing' in found ? language.servers[0] : found.spec;
    const clients = this.#servers.clients.filter((client) => client.options.language.id === language.id);
    const failure = this.#servers.failure(language);
    const untrusted = 'missing' in found && found.missing === 'untrusted';
    const off = config.enabled === false || !language.enabled;
    const version = spec && installedVersion(places, spec);
    const [npm] = Object.keys(spec?.npm ?? {});
    const state = off
      ? 'off'
      : clients.length > 0
        ? 'running'
        : failure
          ? 'failed'
          : 'missing' in found
            ? untrusted
              ? 'off'
              : 'missing'
            : 'ready';
    return {
      language: language.id,
      server: spec?.id ?? '',
      state,
      command: 'missing' in found ? (spec?.command ?? []) : found.command,
      ...(!('missing' in found) && { origin: found.origin }),
      roots: clients.map((client) => client.options.root),
      extensions: [...Object.keys(language.languageIds), ...Object.keys(language.filenames ?? {})],
      ...(npm !== undefined && { npm }),
      ...(spec?.hint !== undefined && { hint: spec.hint }),
      ...(failure ? { reason: failure } : untrusted && !off ? { reason: 'untrusted' } : {}),
      ...(version !== undefined && { version }),
    };
  }
}

function exampleOf(language: Language): string {
  return `x${Object.keys(language.languageIds)[0] ?? ''}`;
}

/** Those that stand in files which may be read. */
async function readable(items: LspItem[], forbids?: (path: string) => Promise<boolean>): Promise<LspItem[]> {
  if (!forbids) return items;
  const denied = new Set<string>();
  for (const path of new Set(items.map((item) => item.path))) if (path !== undefined && (await forbids(path))) denied.add(path);
  return denied.size === 0 ? items : items.filter(({ path }) => path === undefined || !denied.has(path));
}
