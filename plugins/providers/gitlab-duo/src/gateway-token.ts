import { askService, type FreshToken, KernelError, type ProviderIo } from '@ock/kernel';

/** ms, where the answer does not say */
const LIFE_MS = 25 * 60_000;
/** Headers that carry a key: ours goes in the one the gateway wants. */
const KEYS = new Set(['authorization', 'x-api-key']);

export interface GatewayToken extends FreshToken {
  /** who asks, as the gateway wants to be told with every request */
  headers: Record<string, string>;
}

/**
 * A token for the AI gateway in exchange for a personal access token (scope `api` or `ai_features`).
 * @param instance GitLab's address, without a slash at the end
 * @throws OC_AUTH_REFUSED with what GitLab says
 */
export async function gatewayToken(io: ProviderIo, instance: string, key: string, now: number): Promise<GatewayToken> {
  const { answer } = await askService(io, 'GitLab', {
    url: `${instance}/api/v4/ai/third_party_agents/direct_access`,
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ feature_flags: { DuoAgentPlatformNext: true } }),
  });
  const { token, expires_at: end, headers } = answer;
  if (typeof token !== 'string' || token === '') throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-gitlab-duo.no_token' });
  const told = Object.entries(headers !== null && typeof headers === 'object' ? headers : {});
  return { token, expires: endOf(end) ?? now + LIFE_MS, headers: Object.fromEntries(told.flatMap(([name, value]) => header(name, value))) };
}

function header(name: string, value: unknown): [string, string][] {
  const lower = name.toLowerCase();
  return typeof value === 'string' && !KEYS.has(lower) ? [[lower, value]] : [];
}

/** Seconds since 1970, or a date. */
function endOf(end: unknown): number | undefined {
  const ms = typeof end === 'number' ? end * 1000 : Date.parse(String(end));
  return ms > 0 ? ms : undefined;
}
