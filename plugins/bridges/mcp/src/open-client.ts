import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { answerServer } from './answer-server.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { childEnvironment } from './child-environment.ts';
import type { Connection } from './connection.ts';
import { failureText, isUnauthorized } from './connection-errors.ts';
import type { Host } from './host.ts';
import { lenientValidator } from './lenient-validator.ts';
import { loadSdk, type Sdk } from './load-sdk.ts';
import { OAuthProvider } from './oauth-provider.ts';
import { StdioTransport } from './stdio-transport.ts';

/** lines of stderr of one server that go into the log */
const MAX_LOGGED = 500;
/** sign-ins in one attempt to connect */
export const SIGN_INS = 3;
/** ms between attempts to take a stream up again, and how many there are */
const RESUME = { initialReconnectionDelay: 1_000, maxReconnectionDelay: 30_000, reconnectionDelayGrowFactor: 1.5, maxRetries: 5 };

/** Starts or reaches a server and shakes hands. @throws what the SDK throws; a server that died says on stderr why */
export async function openClient(connection: Connection, host: Host, signal: AbortSignal): Promise<Client> {
  const sdk = await loadSdk();
  signal.throwIfAborted();
  const { settings } = connection;
  if (settings.transport === 'stdio') return openStdio(sdk, connection, host, signal);
  const provider = await providerOf(sdk, connection, host);
  if (provider) connection.provider = provider;
  const open = (kind: 'http' | 'sse') => openRemote(sdk, connection, host, signal, kind);
  if (settings.transport === 'sse') return open('sse');
  try {
    return await open('http');
  } catch (error) {
    // servers of the first version of the protocol know neither this method nor this address
    if (signal.aborted || isUnauthorized(error) || !isClientError(error)) throw error;
    try {
      return await open('sse');
    } catch (second) {
      throw isUnauthorized(second) ? second : error;
    }
  }
}

async function openStdio(sdk: Sdk, connection: Connection, host: Host, signal: AbortSignal): Promise<Client> {
  const { settings, name } = connection;
  let logged = 0;
  const transport = new StdioTransport(sdk, {
    command: settings.command,
    cwd: settings.cwd ?? host.kernel.cwd,
    env: childEnvironment(host.kernel, settings.env),
    onLog: (line) => {
      if (logged++ < MAX_LOGGED) host.log.info(line, { server: name });
    },
  });
  try {
    return await shake(sdk, connection, host, signal, transport);
  } catch (error) {
    await transport.close();
    if (signal.aborted) throw signal.reason;
    throw new Error(failureText(error, host.t, transport.lastWords), { cause: error });
  }
}

async function shake(sdk: Sdk, connection: Connection, host: Host, signal: AbortSignal, transport: Transport): Promise<Client> {
  const { version } = host.kernel.options;
  const client = new sdk.Client(
    { name: 'opencode', version },
    {
      capabilities: {
        roots: {},
        elicitation: { form: { applyDefaults: true } },
        ...(connection.settings.sampling && { sampling: {} }),
      },
      jsonSchemaValidator: lenientValidator(sdk),
    },
  );
  client.onerror = (error) => host.log.debug('transport', { server: connection.name, error: error.message });
  answerServer(sdk, client, connection, host);
  try {
    await client.connect(transport, { signal, timeout: 2 ** 31 - 1 });
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  return client;
}

/** A sign-in that was asked for and finished on the way is followed by another attempt. */
async function openRemote(sdk: Sdk, connection: Connection, host: Host, signal: AbortSignal, kind: 'http' | 'sse'): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await shake(sdk, connection, host, signal, remote(sdk, connection, host, kind));
    } catch (error) {
      if (attempt >= SIGN_INS || !isUnauthorized(error) || !connection.provider?.takeFinished()) throw error;
    }
  }
}

function remote(sdk: Sdk, { settings, provider }: Connection, host: Host, kind: 'http' | 'sse'): Transport {
  const url = settings.url as URL;
  const fetch = provider ? authorizedFetch(host.fetch, url, provider) : host.fetch;
  const options = { requestInit: { headers: settings.headers }, fetch, ...(provider && { authProvider: provider }) };
  if (kind === 'sse') return new sdk.SSEClientTransport(url, options);
  return new sdk.StreamableHTTPClientTransport(url, { ...options, reconnectionOptions: RESUME }) as Transport;
}

/** Nobody is registered anywhere without a person: only a sign-in that stands, runs, or needs nobody, is used. */
async function providerOf(sdk: Sdk, { settings, page, wanted }: Connection, host: Host): Promise<OAuthProvider | undefined> {
  const alone = settings.oauth.flow === 'client_credentials';
  if (!page && !alone && !(await host.credentials.has(settings.name))) return undefined;
  const provider = new OAuthProvider(settings, host, page, wanted);
  const { client_id, private_key, private_key_alg = 'ES256' } = settings.oauth;
  if (client_id && private_key)
    provider.addClientAuthentication = sdk.createPrivateKeyJwtAuth({
      issuer: client_id,
      subject: client_id,
      privateKey: private_key,
      alg: private_key_alg,
    });
  return provider;
}

function isClientError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' && code >= 400 && code < 500;
}
