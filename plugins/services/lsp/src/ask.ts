import { type LspItem, type LspQuery, type LspTarget, listFiles, ToolError } from '@ock/kernel';
import { actionItems, completionItems, diagnosticItems, hoverItems, locationItems, symbolItems } from './answers.ts';
import type { Client } from './client.ts';
import { type OpenDocument, toUri } from './documents.ts';
import { findPosition, linesOf, toCharacter } from './positions.ts';
import type { CallHierarchyItem, CodeAction, Command, Position, Range } from './protocol.ts';
import type { TextSource } from './text-source.ts';

/** ms that a question about the whole project waits for the server to have read it */
const QUIET_MS = 20_000;

type Plain = 'definition' | 'typeDefinition' | 'implementation' | 'references' | 'hover' | 'completion';
const METHODS: Record<Plain, [method: string, provider: string]> = {
  definition: ['textDocument/definition', 'definitionProvider'],
  typeDefinition: ['textDocument/typeDefinition', 'typeDefinitionProvider'],
  implementation: ['textDocument/implementation', 'implementationProvider'],
  references: ['textDocument/references', 'referencesProvider'],
  hover: ['textDocument/hover', 'hoverProvider'],
  completion: ['textDocument/completion', 'completionProvider'],
};
const WIDE = new Set(['references', 'implementation', 'workspaceSymbols', 'incomingCalls', 'outgoingCalls', 'rename']);

/** Puts one question to a server. @throws ToolError */
export async function ask(client: Client, query: LspQuery, source: TextSource, signal: AbortSignal): Promise<LspItem[]> {
  const { operation, file } = query;
  const { encoding } = client;
  if (operation === 'workspaceSymbols') return workspaceSymbols(client, query.query ?? '', source, signal);
  if (file === undefined) throw new ToolError(`${operation} needs filePath.`);
  const uri = toUri(file);
  if (operation === 'diagnostics') {
    await client.refresh(signal);
    const found = await client.diagnose(file, signal);
    if (!found) throw new ToolError(`The language server ${client.name} reported nothing about this file in time.`);
    return diagnosticItems(file, uri, found, source, encoding);
  }
  const document = await ready(client, file, operation, signal);
  const textDocument = { uri };
  if (operation === 'symbols') {
    need(client, 'documentSymbolProvider', 'textDocument/documentSymbol', operation);
    return symbolItems(await client.request('textDocument/documentSymbol', { textDocument }, signal), uri, source, encoding);
  }
  if (operation === 'codeActions') return actionItems(await codeActions(client, document, query, signal));
  if (operation === 'incomingCalls' || operation === 'outgoingCalls') return calls(client, document, query, source, signal);
  const [method, provider] = METHODS[operation];
  need(client, provider, method, operation);
  const position = findPosition(document.text, query, encoding);
  if (operation === 'completion') position.character += Buffer.byteLength(query.symbol ?? '');
  const params = {
    textDocument,
    position,
    ...(operation === 'references' && { context: { includeDeclaration: true } }),
    ...(operation === 'completion' && { context: { triggerKind: 1 } }),
  };
  const answer = await client.request(method, params, signal);
  if (operation === 'hover') return hoverItems(answer);
  return operation === 'completion' ? completionItems(answer) : locationItems(answer, source, encoding);
}

/** Shows the server the file as it is, and for questions about more than it waits until the project was read. */
export async function ready(client: Client, file: string, operation: string, signal: AbortSignal): Promise<OpenDocument> {
  await client.refresh(signal);
  const document = await client.documents.sync(file);
  if (WIDE.has(operation)) await projectRead(client, signal);
  return document;
}

async function projectRead(client: Client, signal: AbortSignal): Promise<void> {
  if (client.options.found.spec.indexes) await client.progress.quiet(Math.min(QUIET_MS, client.options.timeoutMs), signal);
}

/** @throws ToolError when the server cannot do it */
export function need(client: Client, provider: string, method: string, operation: string): void {
  if (!client.offers(provider, method))
    throw new ToolError(`The language server ${client.name} does not offer ${operation}.`, {
      because: { key: 'service-lsp.not_offered', args: { name: client.name, operation } },
    });
}

/** What the server offers to do at a place, or with the whole line, or file where no place is named. */
export async function codeActions(
  client: Client,
  document: OpenDocument,
  target: LspTarget,
  signal: AbortSignal,
): Promise<(CodeAction | Command)[]> {
  need(client, 'codeActionProvider', 'textDocument/codeAction', 'codeActions');
  const { encoding } = client;
  const range = actionRange(document.text, target, encoding);
  const path = target.file ?? '';
  const known = (await client.report(path, signal)) ?? [];
  const diagnostics = known.filter((one) => one.range.start.line <= range.end.line && one.range.end.line >= range.start.line);
  const params = { textDocument: { uri: document.uri }, range, context: { diagnostics, triggerKind: 1 } };
  return (await client.request<(CodeAction | Command)[] | null>('textDocument/codeAction', params, signal)) ?? [];
}

function actionRange(text: string, target: LspTarget, encoding: Client['encoding']): Range {
  const lines = linesOf(text);
  if (target.line === undefined && target.symbol === undefined) {
    const last = lines.length - 1;
    return {
      start: { line: 0, character: 0 },
      end: { line: last, character: toCharacter(lines[last] ?? '', lines[last]?.length ?? 0, encoding) },
    };
  }
  if (target.column !== undefined || target.symbol !== undefined) {
    const start = findPosition(text, target, encoding);
    const length = target.symbol === undefined ? 0 : toCharacter(target.symbol, target.symbol.length, encoding);
    return { start, end: { line: start.line, character: start.character + length } };
  }
  const line = (target.line ?? 1) - 1;
  const content = lines[line] ?? '';
  return { start: { line, character: 0 }, end: { line, character: toCharacter(content, content.length, encoding) } };
}

async function calls(client: Client, document: OpenDocument, query: LspQuery, source: TextSource, signal: AbortSignal): Promise<LspItem[]> {
  need(client, 'callHierarchyProvider', 'textDocument/prepareCallHierarchy', query.operation);
  const position: Position = findPosition(document.text, query, client.encoding);
  const params = { textDocument: { uri: document.uri }, position };
  const [item] = (await client.request<CallHierarchyItem[] | null>('textDocument/prepareCallHierarchy', params, signal)) ?? [];
  if (!item) throw new ToolError('There is no function at this place.');
  const incoming = query.operation === 'incomingCalls';
  const method = incoming ? 'callHierarchy/incomingCalls' : 'callHierarchy/outgoingCalls';
  type Call = { from?: CallHierarchyItem; to?: CallHierarchyItem; fromRanges: Range[] };
  const found = (await client.request<Call[] | null>(method, { item }, signal)) ?? [];
  return found.flatMap((call) => {
    const other = call.from ?? call.to;
    if (!other) return [];
    // of a caller the place of the call counts, of what is called its definition
    const range = incoming ? (call.fromRanges[0] ?? other.selectionRange) : other.selectionRange;
    const place = source.place(other.uri, range, client.encoding);
    return place ? [{ ...place, name: other.name, kind: incoming ? 'calls it' : 'is called' }] : [];
  });
}

async function workspaceSymbols(client: Client, query: string, source: TextSource, signal: AbortSignal): Promise<LspItem[]> {
  need(client, 'workspaceSymbolProvider', 'workspace/symbol', 'workspaceSymbols');
  await client.refresh(signal);
  if (client.options.found.spec.opensFile && client.documents.paths.length === 0) await openAny(client, signal);
  await projectRead(client, signal);
  const answer = await client.request('workspace/symbol', { query }, signal);
  const all = symbolItems(answer, '', source, client.encoding);
  const own = all.filter(({ path }) => path !== undefined && source.isInside(path));
  return own.length > 0 ? own : all;
}

/** Some servers load a project only with a file of it. */
async function openAny(client: Client, signal: AbortSignal): Promise<void> {
  const { language, root } = client.options;
  let file: string | undefined;
  await listFiles(root, {
    signal,
    rules: async () => (await import('ignore')).default,
    onFile: (path) => {
      if (!Object.keys(language.languageIds).some((ending) => path.endsWith(ending))) return true;
      file = `${root}/${path}`;
      return false;
    },
  });
  if (file !== undefined) await client.documents.sync(file);
}
