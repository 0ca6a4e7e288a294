import { setTimeout as pause } from 'node:timers/promises';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { KernelError, type McpSignIn } from '@ock/kernel';
import { keptTokens } from './credentials.ts';
import type { Host } from './host.ts';
import { loadSdk } from './load-sdk.ts';
import type { ServerSettings } from './server-settings.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** s between two questions where the server names none, what `slow_down` adds, and the longest wait for a person */
const INTERVAL_S = 5;
const SLOWER_S = 5;
const LONGEST_S = 1_800;

interface DeviceAnswer {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete?: string;
  expires_in?: number;
  interval?: number;
}

/**
 * Signs in with a code that the person types on a page, anywhere (RFC 8628), and keeps the tokens.
 * @throws OC_AUTH_REFUSED where the authorization server offers no such flow, or the person or the server refuses
 */
export async function deviceFlow(settings: ServerSettings, host: Host, how: McpSignIn): Promise<void> {
  const sdk = await loadSdk();
  const { fetch, credentials, t } = host;
  const url = settings.url as URL;
  const found = await sdk.discoverOAuthServerInfo(url, { fetchFn: fetch });
  const { authorizationServerUrl: issuer, authorizationServerMetadata: metadata, resourceMetadata } = found;
  const device = (metadata as { device_authorization_endpoint?: string } | undefined)?.device_authorization_endpoint;
  if (!device || !metadata?.token_endpoint)
    throw new KernelError('OC_AUTH_REFUSED', { message: t('bridge-mcp.no_device_flow', { issuer }) });
  const scope = [resourceMetadata?.scopes_supported?.join(' ') ?? settings.oauth.scope, how.scope].filter(Boolean).join(' ');
  const resource = resourceMetadata?.resource;
  const client = await registered(settings, host, issuer, metadata);
  const common = {
    client_id: client.client_id,
    ...(client.client_secret && { client_secret: client.client_secret }),
    ...(resource && { resource }),
  };
  const post = async (endpoint: string, fields: Record<string, string>): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...common, ...fields }),
      signal: how.signal,
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const answer = (await post(device, scope ? { scope } : {})) as unknown as DeviceAnswer & { error?: string };
  if (!answer.device_code) throw refused(answer, t('bridge-mcp.no_answer'));
  how.show({ url: answer.verification_uri_complete ?? answer.verification_uri, code: answer.user_code });
  const until = Date.now() + Math.min(answer.expires_in ?? LONGEST_S, LONGEST_S) * 1000;
  for (let wait = answer.interval ?? INTERVAL_S; Date.now() < until; ) {
    await pause(wait * 1000, undefined, { signal: how.signal });
    const said = await post(metadata.token_endpoint, { grant_type: GRANT, device_code: answer.device_code });
    if (typeof said.access_token === 'string') {
      const kept = keptTokens(said as unknown as OAuthTokens, { url: url.href, issuer, ...(resource && { resource }) });
      return credentials.keep(settings.name, kept);
    }
    if (said.error === 'slow_down') wait += SLOWER_S;
    else if (said.error !== 'authorization_pending') throw refused(said, t('bridge-mcp.no_answer'));
  }
  throw new KernelError('OC_AUTH_REFUSED', { message: t('bridge-mcp.code_expired') });
}

async function registered(
  settings: ServerSettings,
  { credentials, fetch }: Host,
  issuer: string,
  metadata: Parameters<Awaited<ReturnType<typeof loadSdk>>['registerClient']>[1]['metadata'],
): Promise<OAuthClientInformationMixed> {
  const { client_id, client_secret } = settings.oauth;
  if (client_id) return { client_id, ...(client_secret && { client_secret }) };
  const kept = await credentials.client(settings.name, issuer);
  if (kept) return kept;
  const sdk = await loadSdk();
  const clientMetadata = {
    client_name: 'opencode',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: [GRANT, 'refresh_token'],
    token_endpoint_auth_method: 'none',
  };
  const fresh = await sdk.registerClient(issuer, { ...(metadata && { metadata }), clientMetadata, fetchFn: fetch });
  await credentials.keepClient(settings.name, { ...fresh, issuer });
  return fresh;
}

function refused(said: object, otherwise: string): KernelError {
  const { error, error_description: description } = said as { error?: string; error_description?: string };
  return new KernelError('OC_AUTH_REFUSED', { message: [error ?? otherwise, description].filter(Boolean).join(': ') });
}
