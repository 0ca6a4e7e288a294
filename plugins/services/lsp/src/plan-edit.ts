import { existsSync, readFileSync } from 'node:fs';
import {
  decodeText,
  detectText,
  fileVersion,
  type LspEditQuery,
  type LspFileChange,
  type LspPlan,
  resolvePath,
  type TextForm,
  ToolError,
} from '@ock/kernel';
import { codeActions, need, ready } from './ask.ts';
import type { Client } from './client.ts';
import { type OpenDocument, toPath } from './documents.ts';
import { applyEdits, findPosition } from './positions.ts';
import type { CodeAction, Command, ResourceOperation, TextDocumentEdit, TextEdit, WorkspaceEdit } from './protocol.ts';

/** files one edit may touch */
const MAX_FILES = 500;
const UTF8: TextForm = { encoding: 'utf-8', bom: false };

/** What a server would change, as whole texts. Nothing is written. @throws ToolError */
export async function planEdit(client: Client, query: LspEditQuery, workspace: string, signal: AbortSignal): Promise<LspPlan> {
  const { operation, file } = query;
  if (file === undefined) throw new ToolError(`${operation} needs filePath.`);
  const document = await ready(client, file, operation, signal);
  const { title, edits } = await wanted(client, document, query, signal);
  const changes = await new Draft(client, workspace).make(edits);
  return { changes, server: client.name, title };
}

async function wanted(
  client: Client,
  document: OpenDocument,
  query: LspEditQuery,
  signal: AbortSignal,
): Promise<{ title: string; edits: WorkspaceEdit[] }> {
  const textDocument = { uri: document.uri };
  if (query.operation === 'rename') {
    if (!query.newName) throw new ToolError('rename needs newName.');
    need(client, 'renameProvider', 'textDocument/rename', 'rename');
    const position = findPosition(document.text, query, client.encoding);
    const edit = await client.request<WorkspaceEdit | null>(
      'textDocument/rename',
      { textDocument, position, newName: query.newName },
      signal,
    );
    return { title: `Renamed to ${query.newName}`, edits: edit ? [edit] : [] };
  }
  if (query.operation === 'format') {
    need(client, 'documentFormattingProvider', 'textDocument/formatting', 'format');
    const options = formattingOptions(document.text);
    const edits = (await client.request<TextEdit[] | null>('textDocument/formatting', { textDocument, options }, signal)) ?? [];
    return { title: 'Formatted', edits: [{ changes: { [document.uri]: edits } }] };
  }
  return codeAction(client, document, query, signal);
}

async function codeAction(
  client: Client,
  document: OpenDocument,
  query: LspEditQuery,
  signal: AbortSignal,
): Promise<{ title: string; edits: WorkspaceEdit[] }> {
  const offered = await codeActions(client, document, query, signal);
  const title = query.title?.trim().toLowerCase();
  const named = offered.filter((one) => one.title.toLowerCase() === title);
  const chosen = named[0] ?? (title ? offered.find((one) => one.title.toLowerCase().includes(title)) : undefined);
  if (!chosen) throw new ToolError(`There is no such code action here. Offered: ${offered.map((one) => one.title).join('; ') || 'none'}.`);
  let action: CodeAction | Command = chosen;
  const { codeActionProvider } = client.capabilities;
  const resolves = typeof codeActionProvider === 'object' && codeActionProvider.resolveProvider;
  if (typeof action.command !== 'string' && !('edit' in action && action.edit) && resolves) {
    action = await client.request<CodeAction>('codeAction/resolve', action, signal);
  }
  const edits = 'edit' in action && action.edit ? [action.edit] : [];
  const command = typeof action.command === 'string' ? (action as Command) : action.command;
  if (command && client.options.found.spec.editCommands?.includes(command.command)) {
    edits.push(...(await client.editsOf(command.command, command.arguments ?? [], signal)));
  } else if (command && edits.length === 0) {
    throw new ToolError(
      `"${action.title}" runs a command of the language server (${command.command}), which is not allowed. Make the change by hand.`,
    );
  }
  return { title: action.title, edits };
}

/** The indentation that the file has. */
function formattingOptions(text: string): { tabSize: number; insertSpaces: boolean; insertFinalNewline: boolean } {
  const indents = [...text.matchAll(/^([\t ]+)\S/gm)].map((match) => match[1] ?? '');
  const tabs = indents.filter((indent) => indent.startsWith('\t')).length;
  const widths = indents.filter((indent) => !indent.includes('\t')).map((indent) => indent.length);
  const smallest = Math.min(...widths.filter((width) => width > 1), 8);
  return { tabSize: widths.length > 0 ? smallest : 4, insertSpaces: tabs <= indents.length / 2, insertFinalNewline: text.endsWith('\n') };
}

/** The texts of all files as an edit leaves them, built up in the order of its steps. */
class Draft {
  readonly #client: Client;
  readonly #workspace: string;
  readonly #files = new Map<string, LspFileChange>();

  constructor(client: Client, workspace: string) {
    this.#client = client;
    this.#workspace = workspace;
  }

  async make(edits: readonly WorkspaceEdit[]): Promise<LspFileChange[]> {
    for (const edit of edits) {
      for (const step of edit.documentChanges ?? []) await this.#step(step);
      if (!edit.documentChanges) for (const [uri, list] of Object.entries(edit.changes ?? {})) await this.#edit(uri, list);
    }
    return [...this.#files.values()].filter(({ before, after }) => before !== after);
  }

  async #step(step: TextDocumentEdit | ResourceOperation): Promise<void> {
    if (!('kind' in step)) return this.#edit(step.textDocument.uri, step.edits);
    if (step.kind === 'delete')
      throw new ToolError('The language server wants to delete a file, which is not allowed. Make the change by hand.');
    if (step.kind === 'create') {
      const path = this.#path(step.uri);
      if (existsSync(path) && !step.options?.ignoreIfExists)
        throw new ToolError(`The language server wants to create ${path}, which exists.`);
      if (!existsSync(path)) this.#put(path, { path, form: UTF8, after: '' });
      return;
    }
    const from = await this.#file(this.#path(step.oldUri));
    const to = this.#path(step.newUri);
    if (existsSync(to)) throw new ToolError(`The language server wants to rename ${from.path} to ${to}, which exists.`);
    this.#put(to, { path: to, form: from.form, ...(from.after !== undefined && { after: from.after }) });
    const { after: _moved, ...gone } = from;
    this.#put(from.path, gone);
  }

  async #edit(uri: string, edits: readonly TextEdit[]): Promise<void> {
    const file = await this.#file(this.#path(uri));
    this.#put(file.path, { ...file, after: applyEdits(file.after ?? '', edits, this.#client.encoding) });
  }

  /** @throws ToolError for what lies outside of the workspace */
  #path(uri: string | undefined): string {
    const given = uri === undefined ? undefined : toPath(uri);
    const path = given === undefined ? undefined : resolvePath(given, this.#workspace);
    if (path === undefined || !(path.startsWith(`${this.#workspace}/`) || path === this.#workspace))
      throw new ToolError(`The language server wants to change ${path ?? uri}, which is outside the workspace. Nothing was changed.`);
    return path;
  }

  async #file(path: string): Promise<LspFileChange> {
    const known = this.#files.get(path);
    if (known) return known;
    if (!existsSync(path)) throw new ToolError(`The language server wants to change ${path}, which does not exist.`);
    const bytes = readFileSync(path);
    const form = detectText(bytes);
    if (!form) throw new ToolError(`The language server wants to change ${path}, which is a binary file.`);
    const version = await fileVersion(path, bytes);
    const before = decodeText(bytes, form);
    return { path, form, before, after: before, ...(version !== undefined && { version }) };
  }

  #put(path: string, change: LspFileChange): void {
    this.#files.set(path, change);
    if (this.#files.size > MAX_FILES) throw new ToolError(`The edit touches more than ${MAX_FILES} files. Nothing was changed.`);
  }
}
