import { createHash, randomBytes } from 'node:crypto';
import { type Credential, KernelError, type LoginIo, type ModelTarget } from '@ock/kernel';

/** ms for the exchange of the code */
const EXCHANGE_MS = 30_000;

/** OAuth with PKCE (S256), as OpenRouter documents it: the page sends a code back, which is exchanged for a key of the person's own. */
export async function login({ baseUrl }: Pick<ModelTarget, 'baseUrl'>, io: LoginIo): Promise<Credential> {
  const verifier = randomBytes(48).toString('base64url');
  const { url, state, query } = await io.callback();
  const page = new URL('/auth', baseUrl);
  // OpenRouter knows no `state`, and takes any port of "localhost"
  page.searchParams.set('callback_url', `${url.replace('127.0.0.1', 'localhost')}/${state}`);
  page.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
  page.searchParams.set('code_challenge_method', 'S256');
  io.show({ url: page.href });
  const answer = await query;
  const code = answer.get('code');
  if (!code) throw refused(answer.get('error_description') ?? answer.get('error') ?? 'no code came back');
  return { key: await exchanged(`${baseUrl}/auth/keys`, { code, code_verifier: verifier, code_challenge_method: 'S256' }, io) };
}

async function exchanged(url: string, body: object, { http, signal }: LoginIo): Promise<string> {
  const response = await http.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal,
    headTimeoutMs: EXCHANGE_MS,
    idleTimeoutMs: EXCHANGE_MS,
  });
  const text = await response.text();
  if (response.status !== 200) throw refused(`${new URL(url).host} answered ${response.status}`);
  let key: unknown;
  try {
    ({ key } = JSON.parse(text) as { key?: unknown });
  } catch (cause) {
    throw refused(`${new URL(url).host} sent no key`, cause);
  }
  if (typeof key !== 'string' || key === '') throw refused(`${new URL(url).host} sent no key`);
  return key;
}

function refused(message: string, cause?: unknown): KernelError {
  return new KernelError('OC_AUTH_REFUSED', { message }, cause === undefined ? {} : { cause });
}
