import { pathToFileURL } from 'node:url';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { ToolContext } from '@ock/kernel';
import type { Connection } from './connection.ts';
import { elicit } from './elicit.ts';
import type { Host } from './host.ts';
import type { Sdk } from './load-sdk.ts';
import { sample } from './sample.ts';

/** messages of one server that go into the log */
const MAX_LOGGED = 1_000;
const MAX_MESSAGE = 2_000;
const LEVELS = {
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'error',
  alert: 'error',
  emergency: 'error',
} as const;

/** What a server may ask of us and tell us. Questions and model calls go through the tool call that runs, and its person. */
export function answerServer(sdk: Sdk, client: Client, connection: Connection, host: Host): void {
  const { name, settings } = connection;
  client.setRequestHandler(sdk.ListRootsRequestSchema, () => {
    const { cwd } = host.kernel;
    return { roots: [{ uri: pathToFileURL(cwd).href, name: cwd.split(/[\\/]/).at(-1) ?? cwd }] };
  });
  client.setRequestHandler(sdk.ElicitRequestSchema, ({ params }) => elicit(name, params, newest(connection), host.t));
  if (settings.sampling)
    client.setRequestHandler(sdk.CreateMessageRequestSchema, ({ params }, { signal }) => sample(name, params, newest(connection), signal));
  client.setNotificationHandler(sdk.ToolListChangedNotificationSchema, () => connection.changed('tools'));
  client.setNotificationHandler(sdk.PromptListChangedNotificationSchema, () => connection.changed('prompts'));
  // resources are listed anew whenever they are asked for
  client.setNotificationHandler(sdk.ResourceListChangedNotificationSchema, () => undefined);
  client.setNotificationHandler(sdk.ResourceUpdatedNotificationSchema, ({ params }) => connection.subscriptions.updated(params.uri));
  let logged = 0;
  client.setNotificationHandler(sdk.LoggingMessageNotificationSchema, ({ params: { level, logger, data } }) => {
    if (logged++ >= MAX_LOGGED) return;
    const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
    host.log[LEVELS[level]](text.slice(0, MAX_MESSAGE), { server: name, ...(logger && { logger }) });
  });
}

function newest({ calls }: Connection): ToolContext | undefined {
  return [...calls].at(-1);
}
