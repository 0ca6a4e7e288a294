import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { HttpClient } from '../http/client.ts';
import type { ToolContext } from '../kinds/tool.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PluginContext } from '../runtime/plugin.ts';
import type { Boxed, ParentMethods, ParentNotices, RemoteRequest, RemoteResponse, SyncQuestion } from './protocol.ts';
import { serveModels } from './serve-models.ts';
import { toWireError } from './wire-error.ts';

/** bytes of a response handed to the child */
const MAX_BODY = 32 * 1024 * 1024;

/** What a running call may use of its conversation. */
export interface CallScope {
  tool?: ToolContext;
  http?: HttpClient;
}

export interface ServiceOptions {
  ctx: PluginContext;
  /** @throws OC_PLUGIN_PERMISSION */
  checkHost(hostname: string): void;
  scope(call: number): CallScope | undefined;
  ResponseError: new (code: number, message: string, data: unknown) => Error;
}

/** Answers what the child asks, with the rights of its plugin. */
export function serveParent(connection: MessageConnection, options: ServiceOptions): void {
  const { ctx } = options;
  const on = <M extends keyof ParentMethods>(
    method: M,
    run: (params: ParentMethods[M]['params'], token: CancellationToken) => Promise<ParentMethods[M]['result']>,
  ): void => {
    connection.onRequest(method as string, async (params: unknown, token: CancellationToken): Promise<object> => {
      try {
        return await run(params as ParentMethods[M]['params'], token);
      } catch (error) {
        const wire = toWireError(error);
        throw new options.ResponseError(1, wire.message, wire);
      }
    });
  };
  const tool = (call: number): ToolContext => {
    const found = options.scope(call)?.tool;
    if (!found) throw new KernelError('OC_PLUGIN_FAILED', { plugin: ctx.plugin.name, because: 'reason.call_over' });
    return found;
  };
  const notice = <N extends keyof ParentNotices>(name: N, run: (params: ParentNotices[N]) => void): void => {
    connection.onNotification(name, run as (params: unknown) => void);
  };

  on('fetch', async ({ url, method, headers, body, redirect }) =>
    toRemote(
      await ctx.fetch(url, {
        method,
        headers,
        ...(body !== undefined && { body: Buffer.from(body, 'base64') }),
        ...(redirect && { redirect }),
      }),
    ),
  );
  on('http', async (request) => {
    options.checkHost(new URL(request.url).hostname);
    const { http, tool: context } = options.scope(request.call) ?? {};
    return viaClient(http ?? ctx.http, request, context?.signal ?? ctx.signal);
  });
  on('secret', async ({ name }): Promise<Boxed> => ({ value: await ctx.secrets.get(name) }));
  const models = serveModels(ctx.models);
  on('complete', models.complete);
  on('embed', models.embed);
  on('ask', ({ call, questions }) => tool(call).ask(questions));
  on('setState', async ({ call, key, value }): Promise<Boxed> => {
    await tool(call).session.setState(key, value);
    return {};
  });
  notice('log', ({ level, text, data }) => {
    if (['debug', 'info', 'warn', 'error'].includes(level)) ctx.log[level](String(text), data);
  });
  notice('progress', ({ call, text }) => options.scope(call)?.tool?.progress(String(text)));
}

/** Answers what the child waits for without returning to its event loop. */
export function answerSync(question: SyncQuestion, ctx: PluginContext, scope: (call: number) => CallScope | undefined): unknown {
  if (question.ask === 't') return ctx.t(question.key, question.args);
  const session = scope(question.call)?.tool?.session;
  if (question.ask === 'state') return session?.getState(question.key);
  if (question.ask === 'stamp') return session?.files.stamp(question.path);
  session?.files.seen(question.path, question.stamp);
  return undefined;
}

async function toRemote(response: Response): Promise<RemoteResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new TypeError('the response is larger than 32 MiB');
    chunks.push(chunk);
  }
  const { status, statusText, url, headers } = response;
  return { status, statusText, url, headers: [...headers], body: Buffer.concat(chunks).toString('base64') };
}

async function viaClient(http: HttpClient, { url, method, headers, body }: RemoteRequest, signal: AbortSignal): Promise<RemoteResponse> {
  const response = await http.request({
    url,
    method,
    headers: Object.fromEntries(headers),
    signal,
    ...(body !== undefined && { body: Buffer.from(body, 'base64') }),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  await response.read((chunk) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(Uint8Array.from(chunk));
  });
  if (size > MAX_BODY) throw new TypeError('the response is larger than 32 MiB');
  return {
    status: response.status,
    statusText: '',
    url,
    headers: Object.entries(response.headers),
    body: Buffer.concat(chunks).toString('base64'),
  };
}
