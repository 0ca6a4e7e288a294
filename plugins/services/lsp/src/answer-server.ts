import type { Client } from './client.ts';
import { toUri } from './documents.ts';
import type { FoundServer } from './find-server.ts';
import type { Diagnostic, WorkspaceEdit } from './protocol.ts';
import type { ServerProcess } from './server-process.ts';

/**
 * Answers what servers ask of their clients, and takes what they tell.
 * @param when acts on the client, as soon as there is one
 */
export function answerServer(
  { connection }: ServerProcess,
  { settings = {} }: FoundServer,
  root: string,
  when: (act: (client: Client) => void) => void,
): void {
  const folders = [{ uri: toUri(root), name: root.slice(root.lastIndexOf('/') + 1) }];
  connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => sectionOf(settings, section)),
  );
  connection.onRequest('workspace/workspaceFolders', () => folders);
  connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { id: string; method: string }[] }) => {
    when((client) => {
      for (const { id, method } of registrations) client.register(id, method);
    });
    return null;
  });
  connection.onRequest('client/unregisterCapability', ({ unregisterations }: { unregisterations: { id: string }[] }) => {
    when((client) => {
      for (const { id } of unregisterations) client.unregister(id);
    });
    return null;
  });
  connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
    const answer: { applied: boolean; failureReason?: string } = { applied: false, failureReason: 'nobody asked for an edit' };
    when((client) => {
      if (!client.collect(edit)) return;
      answer.applied = true;
      delete answer.failureReason;
    });
    return answer;
  });
  connection.onRequest('window/showDocument', () => ({ success: false }));
  for (const method of [
    'window/workDoneProgress/create',
    'window/showMessageRequest',
    'workspace/diagnostic/refresh',
    'workspace/semanticTokens/refresh',
    'workspace/codeLens/refresh',
    'workspace/inlayHint/refresh',
    'workspace/inlineValue/refresh',
    'workspace/foldingRange/refresh',
  ])
    connection.onRequest(method, () => null);
  connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[]; version?: number }) =>
    when((client) => client.reported(params.uri, params.diagnostics, params.version)),
  );
  connection.onNotification('$/progress', (note: { token: string | number; value?: { kind?: string } }) =>
    when((client) => client.progress.note(note)),
  );
  connection.onNotification('experimental/serverStatus', ({ quiescent }: { quiescent?: boolean }) =>
    when((client) => client.progress.status(quiescent !== false)),
  );
}

function sectionOf(settings: Record<string, unknown>, section: string | undefined): unknown {
  if (!section) return settings;
  return section.split('.').reduce<unknown>((table, key) => (table as Record<string, unknown> | null | undefined)?.[key], settings) ?? null;
}
