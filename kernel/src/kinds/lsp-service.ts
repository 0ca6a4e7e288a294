import type { TextForm } from '../files/text-codec.ts';

export type LspReading =
  | 'definition'
  | 'typeDefinition'
  | 'implementation'
  | 'references'
  | 'hover'
  | 'completion'
  | 'diagnostics'
  | 'symbols'
  | 'workspaceSymbols'
  | 'incomingCalls'
  | 'outgoingCalls'
  | 'codeActions';
export type LspEditing = 'rename' | 'format' | 'codeAction';

/** Lines and columns count from 1, columns in characters. */
export interface LspTarget {
  /** absolute, symlinks resolved */
  file?: string;
  line?: number;
  column?: number;
  /** its place on the line, or the nearest line, counts instead of the column */
  symbol?: string;
}

export interface LspQuery extends LspTarget {
  operation: LspReading;
  /** `workspaceSymbols`: part of a name */
  query?: string;
}

export interface LspEditQuery extends LspTarget {
  operation: LspEditing;
  newName?: string;
  /** `codeAction`: its title as `codeActions` lists it */
  title?: string;
}

export interface LspItem {
  path?: string;
  line?: number;
  column?: number;
  end_line?: number;
  end_column?: number;
  name?: string;
  /** of a symbol or a code action */
  kind?: string;
  /** the code line, the message or the explanation */
  text?: string;
  severity?: 'error' | 'warning' | 'information' | 'hint';
  code?: string;
  source?: string;
}

export interface LspAnswer {
  /** compact, for the model and people alike */
  text: string;
  items: LspItem[];
  /** which server answered */
  server: string;
}

/** One file as an edit leaves it. Nothing is written by the service: the caller asks for permission and writes. */
export interface LspFileChange {
  /** absolute, symlinks resolved */
  path: string;
  /** what `fileVersion` said when the edit was made; undefined: there must be no such file */
  version?: string;
  /** undefined: a new file */
  before?: string;
  form: TextForm;
  /** undefined: the file goes, because its content moved */
  after?: string;
}

export interface LspPlan {
  changes: LspFileChange[];
  server: string;
  /** what the server calls it */
  title: string;
}

export interface LspServerStatus {
  language: string;
  /** id of the server that would be used, or the first that could be installed */
  server: string;
  /** `missing`: no program; `off`: by configuration; `ready`: could be started; `failed`: crashed too often */
  state: 'missing' | 'off' | 'ready' | 'running' | 'failed';
  /** program and arguments */
  command: string[];
  /** where its program comes from */
  origin?: 'config' | 'path' | 'project' | 'environment' | 'installed';
  /** folders it runs for */
  roots: string[];
  extensions: string[];
  /** package that `opencode lsp install` installs */
  npm?: string;
  /** what to do where npm has none */
  hint?: string;
  /** why it failed or is off */
  reason?: string;
  /** version of our own installation */
  version?: string;
}

export interface LspInstalled {
  language: string;
  server: string;
  /** package → exact version */
  packages: Record<string, string>;
  dir: string;
}

/** Answers from language servers. One server per language and root, started on first need. */
export interface LspService {
  status(): LspServerStatus[];
  /** Could a question about this file be answered? Reads folders, starts nothing. */
  serves(file: string): boolean;
  /** @throws ToolError in words for the model */
  /** @param forbids whether a file may not be read: places in such files are left out and counted */
  query(query: LspQuery, signal: AbortSignal, forbids?: (path: string) => Promise<boolean>): Promise<LspAnswer>;
  /** What an edit would do, without doing it. @throws ToolError */
  plan(query: LspEditQuery, signal: AbortSignal): Promise<LspPlan>;
  /**
   * Remembers what is wrong before a change. Returns at once.
   * @param text what the file holds; undefined: it does not exist
   */
  before(file: string, text: string | undefined): void;
  /** Errors that a change of these files brought, in them and in others, told within `ms` or not at all. */
  newErrors(files: readonly string[], ms: number, signal: AbortSignal): Promise<LspItem[] | undefined>;
  /** From npm into our data folder, scripts not run. @throws KernelError when npm fails; ToolError where the server is not on npm */
  install(language: string, signal: AbortSignal): Promise<LspInstalled>;
  /** Ends every server. */
  stop(): Promise<void>;
}
