import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { ModelCalls } from '../kinds/model-calls.ts';
import { withErrors } from './child-fetch.ts';
import type { RemoteCompletion } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

/** `ctx.models` of a plugin in a process of its own: the parent asks, with the plugin's grant. Text is not told as it arrives. */
export function childModels(connection: MessageConnection, cancellation: () => { token: CancellationToken; cancel(): void }): ModelCalls {
  const ask = async <T>(method: string, params: object, signal: AbortSignal | undefined): Promise<T> => {
    signal?.throwIfAborted();
    const { token, cancel } = cancellation();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await withErrors(connection.sendRequest<T>(method, params, token));
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
  return {
    async complete(prompt, { signal, onText: _text, onVoid: _void, ...options } = {}) {
      const answers = await ask<RemoteCompletion[]>('complete', { prompt, options }, signal);
      return answers.map(({ error, ...answer }) => ({ ...answer, ...(error && { error: fromWireError(error, error.message) }) }));
    },
    embed: (texts, { signal, ...options } = {}) => ask('embed', { texts: [...texts], options }, signal),
  };
}
