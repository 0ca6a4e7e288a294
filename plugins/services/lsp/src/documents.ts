import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decodeText, detectText, ToolError } from '@ock/kernel';
import { changedLines, type Encoding } from './positions.ts';
import type { Diagnostic, ServerCapabilities } from './protocol.ts';

/** bytes of the largest file a server is shown */
export const MAX_DOCUMENT = 2 * 1024 * 1024;
/** files open at a time; the one not asked about for the longest time is closed */
const MAX_OPEN = 100;

export interface OpenDocument {
  uri: string;
  version: number;
  text: string;
  /** of the file whose text this is; empty: the text is not the file's */
  stamp: string;
}

export interface DocumentsOptions {
  notify(method: string, params: unknown): Promise<void>;
  languageId(path: string): string;
  sync: ServerCapabilities['textDocumentSync'];
  encoding: Encoding;
  /** called before the server is told another text */
  onChange(path: string): void;
}

/** What a server has been told of files. Texts are compared with the disk before each question, so that changes from anywhere reach it. */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();
  readonly #options: DocumentsOptions;
  readonly #incremental: boolean;
  readonly #save: boolean | { includeText?: boolean };

  constructor(options: DocumentsOptions) {
    const { sync } = options;
    this.#options = options;
    this.#incremental = (typeof sync === 'object' ? sync.change : sync) === 2;
    this.#save = typeof sync === 'object' ? (sync.save ?? false) : false;
  }

  get(path: string): OpenDocument | undefined {
    return this.#open.get(path);
  }

  get paths(): string[] {
    return [...this.#open.keys()];
  }

  /** Makes the server's text the file's. @throws ToolError for what it cannot be shown */
  async sync(path: string): Promise<OpenDocument> {
    const stamp = stampOf(path);
    if (stamp === undefined) {
      await this.close(path);
      throw new ToolError(`${path} does not exist.`, { because: { key: 'service-lsp.no_file', args: { file: path } } });
    }
    const open = this.#open.get(path);
    if (open?.stamp === stamp) {
      this.#touch(path, open);
      return open;
    }
    return this.show(path, readText(path), stamp);
  }

  /** Shows the server a text for a file, which may not be what the disk holds. */
  async show(path: string, text: string, stamp = ''): Promise<OpenDocument> {
    const { notify, languageId, encoding, onChange } = this.#options;
    const open = this.#open.get(path);
    if (!open) {
      onChange(path);
      const document = { uri: toUri(path), version: 1, text, stamp };
      this.#open.set(path, document);
      await notify('textDocument/didOpen', {
        textDocument: { uri: document.uri, languageId: languageId(path), version: 1, text },
      });
      await this.#closeOldest();
      return document;
    }
    const change = changedLines(open.text, text, encoding);
    open.stamp = stamp;
    this.#touch(path, open);
    if (change) {
      onChange(path);
      open.version++;
      open.text = text;
      const contentChanges = this.#incremental ? [change] : [{ text }];
      await notify('textDocument/didChange', { textDocument: { uri: open.uri, version: open.version }, contentChanges });
    }
    if (this.#save && stamp !== '') {
      const includeText = typeof this.#save === 'object' && this.#save.includeText;
      await notify('textDocument/didSave', { textDocument: { uri: open.uri }, ...(includeText && { text }) });
    }
    return open;
  }

  async close(path: string): Promise<void> {
    const open = this.#open.get(path);
    if (!open) return;
    this.#open.delete(path);
    await this.#options.notify('textDocument/didClose', { textDocument: { uri: open.uri } });
  }

  /** Brings every open file up to date, but for one. */
  async syncAll(except?: string): Promise<void> {
    for (const path of this.paths) {
      if (path !== except && this.#open.get(path)?.stamp !== stampOf(path)) await this.sync(path).catch(unlessGone);
    }
  }

  #touch(path: string, document: OpenDocument): void {
    this.#open.delete(path);
    this.#open.set(path, document);
  }

  async #closeOldest(): Promise<void> {
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) await this.close(oldest);
  }
}

/** Size and time of change; undefined for what is no file. */
export function stampOf(path: string): string | undefined {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts?.isFile() ? `${facts.size}-${facts.mtimeNs}` : undefined;
}

/** @throws ToolError for what is too large or no text */
export function readText(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_DOCUMENT) throw new ToolError(`${path} is too large for a language server (${size} bytes).`);
  const bytes = readFileSync(path);
  const form = detectText(bytes);
  if (!form) throw new ToolError(`${path} is a binary file.`);
  return decodeText(bytes, form);
}

export function toUri(path: string): string {
  return pathToFileURL(path).href;
}

/** @returns undefined for what is no file of this machine */
export function toPath(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined; // a file: address of another host
  }
}

export interface Report {
  items: Diagnostic[];
  version?: number;
  /** counts every report of the server */
  order: number;
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof ToolError)) throw error;
}
