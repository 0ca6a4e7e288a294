import { addSecret, type ErrorDetails, KernelError } from '@ock/kernel';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a service key of SAP AI Core says. Addresses have no slash at the end. */
export interface ServiceKey {
  clientId: string;
  clientSecret: string;
  /** where tokens are given */
  authUrl: string;
  /** where models are */
  apiUrl: string;
}

/**
 * The service key: its JSON, or its parts in variables of their own.
 * @param text `AICORE_SERVICE_KEY`, or what was given to `opencode auth login`
 * @returns undefined where there is none
 * @throws OC_AUTH_REFUSED for one that is of no use
 */
export function serviceKey(text: string | undefined, env: Env): ServiceKey | undefined {
  const key = text?.trim() ? fromJson(text) : fromVariables(env);
  if (key === undefined) return undefined;
  for (const url of [key.authUrl, key.apiUrl]) if (!isSafe(url)) throw refused('bare_url', { url });
  addSecret(key.clientSecret);
  return { ...key, authUrl: key.authUrl.replace(/\/+$|\/oauth\/token\/?$/, ''), apiUrl: key.apiUrl.replace(/(\/v2)?\/*$/, '') };
}

function fromJson(text: string): ServiceKey {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw refused('not_json', {}, cause);
  }
  // a key is often pasted with what is around it
  const inner = (json.credentials ?? json) as Record<string, unknown>;
  const urls = (inner.serviceurls ?? {}) as Record<string, unknown>;
  const field = (value: unknown, name: string): string => {
    if (typeof value !== 'string' || value === '') throw refused('lacks', { name });
    return value;
  };
  return {
    clientId: field(inner.clientid, 'clientid'),
    clientSecret: field(inner.clientsecret, 'clientsecret'),
    authUrl: field(inner.url, 'url'),
    apiUrl: field(urls.AI_API_URL, 'serviceurls.AI_API_URL'),
  };
}

function fromVariables(env: Env): ServiceKey | undefined {
  const [clientId, clientSecret, authUrl, apiUrl] = ['AICORE_CLIENT_ID', 'AICORE_CLIENT_SECRET', 'AICORE_AUTH_URL', 'AICORE_BASE_URL'].map(
    (name) => env[name]?.trim(),
  );
  return clientId && clientSecret && authUrl && apiUrl ? { clientId, clientSecret, authUrl, apiUrl } : undefined;
}

/** Secrets travel there: encrypted, or not beyond this machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'));
}

function refused(because: string, details: ErrorDetails, cause?: unknown): KernelError {
  return new KernelError('OC_AUTH_REFUSED', { because: `provider-sap-ai-core.${because}`, ...details }, { cause });
}
