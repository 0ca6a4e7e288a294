import { createHash } from 'node:crypto';
import { addSecret, type HttpClient, KernelError, ModelError } from '@ock/kernel';
import type { AuthorizedUser, ServiceAccount } from './credentials.ts';
import { askMachine, type MachineAccount } from './metadata.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const TIMEOUT_MS = 20_000;
const BODY_BYTES = 64 << 10;
/** A token this close to its end is not used any more: the request it goes with takes its time. */
const MARGIN_MS = 5 * 60_000;
const DEFAULT_LIFE_S = 3_600;

interface Io {
  http: HttpClient;
  signal: AbortSignal;
}
interface Fresh {
  token: string;
  /** seconds */
  lifeS: number;
}
interface Held {
  token: string;
  /** ms since the epoch */
  until: number;
}

/** Access tokens in exchange for credentials, asked for once and used until shortly before they expire. */
export class AccessTokens {
  readonly #held = new Map<string, Held>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @throws OC_AUTH_REFUSED when Google does not accept the credentials, ModelError when it cannot be asked */
  async get(credentials: ServiceAccount | AuthorizedUser | MachineAccount, io: Io): Promise<string> {
    const id = createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
    const held = this.#held.get(id);
    if (held && held.until - MARGIN_MS > this.#now()) return held.token;
    const fresh = await ask(credentials, io, this.#now());
    addSecret(fresh.token);
    this.#held.set(id, { token: fresh.token, until: this.#now() + fresh.lifeS * 1000 });
    return fresh.token;
  }
}

async function ask(credentials: ServiceAccount | AuthorizedUser | MachineAccount, io: Io, now: number): Promise<Fresh> {
  if (credentials.type !== 'machine') {
    const form = credentials.type === 'service_account' ? await assertion(credentials, now) : refresh(credentials);
    return exchange(credentials.tokenUri, form, io);
  }
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const text = await askMachine(credentials.host, 'instance/service-accounts/default/token', { http: io.http, signal });
  const fresh = tokenOf(parse(text ?? ''));
  if (!fresh) throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-google-vertex.no_account' });
  return fresh;
}

async function assertion({ email, privateKey, keyId, tokenUri }: ServiceAccount, now: number): Promise<URLSearchParams> {
  addSecret(privateKey);
  const { importPKCS8, SignJWT } = await import('jose');
  const issued = Math.floor(now / 1000);
  try {
    const key = await importPKCS8(privateKey, 'RS256');
    const jwt = await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(keyId ? { kid: keyId } : {}) })
      .setIssuer(email)
      .setSubject(email)
      .setAudience(tokenUri)
      .setIssuedAt(issued)
      .setExpirationTime(issued + DEFAULT_LIFE_S)
      .sign(key);
    return new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });
  } catch (cause) {
    throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-google-vertex.bad_key', email }, { cause });
  }
}

function refresh({ clientId, clientSecret, refreshToken }: AuthorizedUser): URLSearchParams {
  addSecret(refreshToken);
  addSecret(clientSecret);
  return new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
}

async function exchange(url: string, form: URLSearchParams, { http, signal }: Io): Promise<Fresh> {
  const response = await http.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    signal,
    headTimeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
  });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  const answer = parse(text);
  const fresh = status < 400 ? tokenOf(answer) : undefined;
  if (fresh) return fresh;
  const said = [answer.error, answer.error_description].filter((word) => typeof word === 'string').join(': ');
  const message = `Google's token service answered ${status}${said ? ` ${said.slice(0, 200)}` : ''}`;
  const because = said ? 'model.answered' : 'model.answered_only';
  const details = { message, because, provider: 'Google', text: said.slice(0, 200), status };
  if (status >= 400 && status < 500 && status !== 429) throw new KernelError('OC_AUTH_REFUSED', details);
  if (status < 400) throw new ModelError('OC_MODEL_UNREADABLE', details, { retryable: false });
  throw new ModelError('OC_MODEL_HTTP', details, { retryable: true, status });
}

function tokenOf({ access_token: token, expires_in: seconds }: Record<string, unknown>): Fresh | undefined {
  if (typeof token !== 'string' || token === '') return undefined;
  const life = Number(seconds);
  return { token, lifeS: life > 0 ? life : DEFAULT_LIFE_S };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
