import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { Credential, Kernel } from '@ock/kernel';

/** What a sign-in left, and where it counts. */
export interface KeptTokens {
  /** address of the server they are for: they go nowhere else */
  url: string;
  /** authorization server that issued them */
  issuer: string;
  access: string;
  refresh?: string;
  /** ms since 1970 */
  expires?: number;
  scope?: string;
  resource?: string;
}

const TOKENS = 'mcp:';
const CLIENT = 'mcp-client:';

/** Tokens and registrations of MCP servers, kept where keys are kept and as safely. */
export class Credentials {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @param url tokens that were issued for another address do not count */
  async tokens(name: string, url: string): Promise<KeptTokens | undefined> {
    const { keys } = this.#kernel;
    if (!(await this.has(name))) return undefined;
    await keys.resolve(TOKENS + name, []);
    const credential = keys.credential(TOKENS + name, []);
    const kept = credential && fromCredential(credential);
    return kept?.url === url ? kept : undefined;
  }

  async has(name: string): Promise<boolean> {
    return Object.hasOwn(this.#kernel.keys.all(), TOKENS + name);
  }

  async keep(name: string, tokens: KeptTokens): Promise<void> {
    await this.#kernel.keys.signIn(TOKENS + name, toCredential(tokens));
  }

  /** One process at a time renews; who comes second gets what the first one got. */
  async renew(
    name: string,
    old: KeptTokens,
    renew: (current: KeptTokens) => Promise<KeptTokens>,
    signal: AbortSignal,
  ): Promise<KeptTokens> {
    const again = async (current: Credential) => toCredential(await renew(fromCredential(current)));
    return fromCredential(await this.#kernel.keys.renew(TOKENS + name, toCredential(old), again, signal));
  }

  async client(name: string, issuer?: string): Promise<OAuthClientInformationMixed | undefined> {
    const { keys } = this.#kernel;
    if (!Object.hasOwn(keys.all(), CLIENT + name)) return undefined;
    await keys.resolve(CLIENT + name, []);
    const kept = keys.credential(CLIENT + name, []);
    const facts = kept?.facts;
    if (!facts?.information || (issuer !== undefined && facts.issuer !== issuer)) return undefined;
    const information = JSON.parse(facts.information) as OAuthClientInformationMixed;
    return facts.secret === 'yes' ? { ...information, client_secret: kept?.key } : information;
  }

  async keepClient(name: string, information: OAuthClientInformationMixed): Promise<void> {
    const { client_secret, ...open } = information;
    const facts = { information: JSON.stringify(open), secret: client_secret ? 'yes' : 'no', issuer: information.issuer ?? '' };
    await this.#kernel.keys.signIn(CLIENT + name, { key: client_secret ?? information.client_id, facts });
  }

  async forgetTokens(name: string): Promise<boolean> {
    return this.#kernel.keys.remove(TOKENS + name);
  }

  async forgetClient(name: string): Promise<boolean> {
    return this.#kernel.keys.remove(CLIENT + name);
  }

  /** Names with tokens, without opening them. */
  names(): string[] {
    return Object.keys(this.#kernel.keys.all()).flatMap((id) => (id.startsWith(TOKENS) ? [id.slice(TOKENS.length)] : []));
  }
}

/** What a token endpoint answered, to be kept. */
export function keptTokens(tokens: OAuthTokens, facts: Pick<KeptTokens, 'url' | 'issuer' | 'resource'>, before?: KeptTokens): KeptTokens {
  const refresh = tokens.refresh_token ?? before?.refresh;
  const scope = tokens.scope ?? before?.scope;
  return {
    ...facts,
    access: tokens.access_token,
    ...(refresh && { refresh }),
    ...(tokens.expires_in !== undefined && { expires: Date.now() + Number(tokens.expires_in) * 1000 }),
    ...(scope && { scope }),
  };
}

function toCredential({ access, refresh, expires, url, issuer, scope, resource }: KeptTokens): Credential {
  const facts = { url, issuer, ...(scope && { scope }), ...(resource && { resource }) };
  return { key: access, ...(refresh && { refresh }), ...(expires !== undefined && { expires }), facts };
}

function fromCredential({ key, refresh, expires, facts = {} }: Credential): KeptTokens {
  const { url = '', issuer = '', scope, resource } = facts;
  return {
    access: key,
    url,
    issuer,
    ...(refresh && { refresh }),
    ...(expires !== undefined && { expires }),
    ...(scope && { scope }),
    ...(resource && { resource }),
  };
}
