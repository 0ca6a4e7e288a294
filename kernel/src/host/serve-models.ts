import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { Completion, ModelCalls } from '../kinds/model-calls.ts';
import { KernelError } from '../runtime/errors.ts';
import type { RemoteCompletion, RemoteCompletionOptions, RemoteEmbedOptions } from './protocol.ts';
import { toWireError } from './wire-error.ts';

/** Carries out what a child asks, until the child takes it back. */
export function serveModels(models: ModelCalls): {
  complete(params: { prompt: string; options: RemoteCompletionOptions }, token: CancellationToken): Promise<RemoteCompletion[]>;
  embed(params: { texts: string[]; options: RemoteEmbedOptions }, token: CancellationToken): ReturnType<ModelCalls['embed']>;
} {
  return {
    async complete({ prompt, options }, token) {
      return (await models.complete(String(prompt), { ...options, signal: signalOf(token) })).map(boxed);
    },
    embed: ({ texts, options }, token) => models.embed(texts.map(String), { ...options, signal: signalOf(token) }),
  };
}

function boxed({ error, ...answer }: Completion): RemoteCompletion {
  return { ...answer, ...(error && { error: toWireError(error) }) };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort(new KernelError('OC_INTERRUPTED'));
  if (token.isCancellationRequested) stop();
  else token.onCancellationRequested(stop);
  return controller.signal;
}
