import { askService, type FreshToken, KernelError, type ProviderIo } from '@ock/kernel';

/** ms, where the answer does not say */
const LIFE_MS = 25 * 60_000;

export interface CopilotToken extends FreshToken {
  /** where this account's models are */
  api: string;
}

interface Exchange {
  /** what GitHub gave the person */
  key: string;
  hosts: { api: string; copilot: string };
  headers: Readonly<Record<string, string>>;
}

/**
 * A token for Copilot in exchange for one of GitHub. Tokens of apps that are no editors, and fine-grained ones of a person's own, are not
 * exchanged: Copilot takes them as they are.
 * @throws OC_AUTH_REFUSED with what GitHub says (no subscription, a token that was revoked)
 */
export async function exchange(io: ProviderIo, { key, hosts, headers }: Exchange, now: number): Promise<CopilotToken> {
  const asIs = { token: key, expires: now + LIFE_MS, api: hosts.copilot };
  if (key.startsWith('github_pat_')) return asIs;
  const { status, answer } = await askService(io, 'GitHub Copilot', {
    url: `${hosts.api}/copilot_internal/v2/token`,
    headers: { ...headers, authorization: `token ${key}` },
    accept: [404],
  });
  if (status === 404) return asIs;
  const { token, expires_at: end, endpoints } = answer as { token?: unknown; expires_at?: unknown; endpoints?: { api?: unknown } };
  if (typeof token !== 'string' || token === '')
    throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-github-copilot.no_copilot_token' });
  const api = typeof endpoints?.api === 'string' && URL.canParse(endpoints.api) ? endpoints.api.replace(/\/+$/, '') : hosts.copilot;
  return { token, expires: typeof end === 'number' && end > 0 ? end * 1000 : now + LIFE_MS, api };
}
