/** The parts of the Language Server Protocol 3.17 that are used here. Lines and characters count from 0. */

export interface Position {
  line: number;
  /** in units of the negotiated encoding */
  character: number;
}
export interface Range {
  start: Position;
  end: Position;
}
export interface Location {
  uri: string;
  range: Range;
}
export interface LocationLink {
  targetUri: string;
  targetRange: Range;
  targetSelectionRange: Range;
}
export interface Diagnostic {
  range: Range;
  severity?: number;
  code?: string | number;
  source?: string;
  message: string;
}
export interface TextEdit {
  range: Range;
  newText: string;
}
export interface TextDocumentEdit {
  textDocument: { uri: string; version?: number | null };
  edits: TextEdit[];
}
export interface ResourceOperation {
  kind: 'create' | 'rename' | 'delete';
  uri?: string;
  oldUri?: string;
  newUri?: string;
  options?: { overwrite?: boolean; ignoreIfExists?: boolean };
}
export interface WorkspaceEdit {
  changes?: Record<string, TextEdit[]>;
  documentChanges?: (TextDocumentEdit | ResourceOperation)[];
}
export interface Command {
  title: string;
  command: string;
  arguments?: unknown[];
}
export interface CodeAction {
  title: string;
  kind?: string;
  edit?: WorkspaceEdit;
  command?: Command;
  disabled?: { reason: string };
  isPreferred?: boolean;
  data?: unknown;
}
export interface DocumentSymbol {
  name: string;
  detail?: string;
  kind: number;
  range: Range;
  selectionRange: Range;
  children?: DocumentSymbol[];
}
export interface SymbolInformation {
  name: string;
  kind: number;
  containerName?: string;
  location: { uri: string; range?: Range };
}
export interface CallHierarchyItem {
  name: string;
  kind: number;
  detail?: string;
  uri: string;
  range: Range;
  selectionRange: Range;
}
export interface CompletionItem {
  label: string;
  kind?: number;
  detail?: string;
  sortText?: string;
}
export type Markup = string | { value: string; language?: string; kind?: string };

export interface ServerCapabilities {
  positionEncoding?: string;
  textDocumentSync?: number | { openClose?: boolean; change?: number; save?: boolean | { includeText?: boolean } };
  diagnosticProvider?: { identifier?: string; interFileDependencies?: boolean; workspaceDiagnostics?: boolean };
  renameProvider?: boolean | { prepareProvider?: boolean };
  codeActionProvider?: boolean | { resolveProvider?: boolean };
  workspaceSymbolProvider?: boolean | { resolveProvider?: boolean };
  executeCommandProvider?: { commands: string[] };
  [provider: string]: unknown;
}

/** by the protocol's number */
export const SYMBOL_KINDS = [
  '',
  'file',
  'module',
  'namespace',
  'package',
  'class',
  'method',
  'property',
  'field',
  'constructor',
  'enum',
  'interface',
  'function',
  'variable',
  'constant',
  'string',
  'number',
  'boolean',
  'array',
  'object',
  'key',
  'null',
  'enum member',
  'struct',
  'event',
  'operator',
  'type parameter',
] as const;
export const COMPLETION_KINDS = [
  '',
  'text',
  'method',
  'function',
  'constructor',
  'field',
  'variable',
  'class',
  'interface',
  'module',
  'property',
  'unit',
  'value',
  'enum',
  'keyword',
  'snippet',
  'color',
  'file',
  'reference',
  'folder',
  'enum member',
  'constant',
  'struct',
  'event',
  'operator',
  'type parameter',
] as const;
export const SEVERITIES = ['error', 'error', 'warning', 'information', 'hint'] as const;
/** the server's answer is out of date, or it was busy: asking again helps */
export const CONTENT_MODIFIED = -32801;
export const SERVER_CANCELLED = -32802;
