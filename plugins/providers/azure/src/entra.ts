import { askService, commandOutput, type FreshToken, HeldTokens, KernelError, type ProviderIo } from '@ock/kernel';
import type { Env } from './address.ts';

const RESOURCE = 'https://cognitiveservices.azure.com';
const AUTHORITY = 'https://login.microsoftonline.com';
const LIFE_S = 3_600;

/**
 * Tokens of Entra for those without a key: in exchange for an application's secret (`AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`), else from
 * the login that Azure's own tool keeps.
 */
export class EntraTokens {
  readonly #env: Env;
  readonly #tokens: HeldTokens;

  constructor(env: Env, now?: () => number) {
    this.#env = env;
    this.#tokens = new HeldTokens(now);
  }

  /**
   * @param tool whether the login of Azure's own tool may be used
   * @returns undefined where there is nothing
   * @throws OC_AUTH_REFUSED when Entra does not accept the application
   */
  async get(io: ProviderIo, tool: boolean): Promise<string | undefined> {
    const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret } = this.#env;
    if (tenant && client && secret)
      return (await this.#tokens.get([tenant, client, secret], (now) => this.#exchange(io, { tenant, client, secret }, now))).token;
    if (!tool) return undefined;
    try {
      return (await this.#tokens.get('az', (now) => this.#ofTool(io, now))).token;
    } catch (error) {
      if (error instanceof NoLogin) return undefined;
      throw error;
    }
  }

  async #exchange(
    io: ProviderIo,
    { tenant, client, secret }: Record<'tenant' | 'client' | 'secret', string>,
    now: number,
  ): Promise<FreshToken> {
    const { answer } = await askService(io, 'Microsoft Entra', {
      url: `${authorityOf(this.#env)}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client,
        client_secret: secret,
        scope: `${RESOURCE}/.default`,
      }),
    });
    const life = Number(answer.expires_in);
    return { token: tokenIn(answer.access_token), expires: now + (life > 0 ? life : LIFE_S) * 1000 };
  }

  async #ofTool(io: ProviderIo, now: number): Promise<FreshToken> {
    const args = ['account', 'get-access-token', '--resource', RESOURCE, '--output', 'json'];
    const printed = await commandOutput('az', args, { env: this.#env, signal: io.signal });
    if (printed === undefined) throw new NoLogin();
    const { accessToken, expires_on: end } = parse(printed);
    return { token: tokenIn(accessToken), expires: Number(end) > 0 ? Number(end) * 1000 : now + (LIFE_S * 1000) / 2 };
  }
}

/** Nobody has signed in with Azure's tool, or there is none. */
class NoLogin extends Error {}

/** The secret travels there: encrypted, or not beyond this machine. */
function authorityOf(env: Env): string {
  const address = (env.AZURE_AUTHORITY_HOST?.trim() || AUTHORITY).replace(/\/+$/, '');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url?.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
  if (url?.protocol !== 'https:' && !isLocal) throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-azure.bare_authority' });
  return address;
}

function tokenIn(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-azure.no_token' });
  return value;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // said as a token that is none
    return {};
  }
}
