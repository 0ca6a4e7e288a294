import { randomBytes } from 'node:crypto';
import type { OAuthClientProvider, OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientInformationMixed, OAuthClientMetadata, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { AuthorizationPage } from './authorization-page.ts';
import { type KeptTokens, keptTokens } from './credentials.ts';
import type { Host } from './host.ts';
import { loadSdk } from './load-sdk.ts';
import type { ServerSettings } from './server-settings.ts';

/** ms before its end from which on a token counts as run out */
const EARLY_MS = 30_000;

/**
 * What the SDK's OAuth knows of us, for one server. It never sees a refresh token: those are used by `renew` alone, one process at a time.
 * Without a page a person is needed for what only a person can do, and the sign-in ends as refused.
 */
export class OAuthProvider implements OAuthClientProvider {
  readonly clientMetadataUrl?: string;
  addClientAuthentication?: NonNullable<OAuthClientProvider['addClientAuthentication']>;
  /** set when a sign-in was finished since this was last read: what was refused may be tried again */
  #finished = 0;
  readonly #settings: ServerSettings;
  readonly #host: Host;
  #page?: AuthorizationPage | undefined;
  readonly #state = randomBytes(24).toString('base64url');
  readonly #wanted: string;
  #verifier = '';
  #discovery?: OAuthDiscoveryState;
  /** client_credentials: held in memory, a new one is had without a person */
  #alone?: KeptTokens;

  /** @param wanted scopes to ask for beyond what the server names */
  constructor(settings: ServerSettings, host: Host, page?: AuthorizationPage, wanted = '') {
    this.#settings = settings;
    this.#host = host;
    if (page) this.#page = page;
    this.#wanted = wanted;
    const { client_id } = settings.oauth;
    if (client_id?.startsWith('https://') && new URL(client_id).pathname !== '/') this.clientMetadataUrl = client_id;
  }

  get #url(): string {
    return this.#settings.url?.href ?? '';
  }
  get #isAlone(): boolean {
    return this.#settings.oauth.flow === 'client_credentials';
  }
  get redirectUrl(): string | undefined {
    return this.#isAlone ? undefined : (this.#page?.url ?? 'http://127.0.0.1/callback');
  }
  get clientMetadata(): OAuthClientMetadata {
    const { scope, client_secret, private_key } = this.#settings.oauth;
    return {
      client_name: 'opencode',
      redirect_uris: this.redirectUrl === undefined ? [] : [this.redirectUrl],
      grant_types: this.#isAlone ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
      response_types: this.#isAlone ? [] : ['code'],
      token_endpoint_auth_method: private_key ? 'private_key_jwt' : client_secret ? 'client_secret_basic' : 'none',
      ...(scope && { scope }),
    };
  }

  state(): string {
    return this.#state;
  }

  async clientInformation(): Promise<OAuthClientInformationMixed | undefined> {
    const { client_id, client_secret } = this.#settings.oauth;
    if (client_id && !this.clientMetadataUrl) return { client_id, ...(client_secret && { client_secret }) };
    const kept = await this.#host.credentials.client(this.#settings.name);
    const uris = (kept as { redirect_uris?: string[] } | undefined)?.redirect_uris;
    // registered for another port than the one that is listened on now: to be registered again
    if (this.#page && uris && !uris.includes(this.#page.url)) return undefined;
    return kept;
  }

  async saveClientInformation(information: OAuthClientInformationMixed): Promise<void> {
    if (this.#settings.oauth.client_id && !this.clientMetadataUrl) return;
    await this.#host.credentials.keepClient(this.#settings.name, information);
  }

  /** Without the refresh token. Renewed first when it is about to run out. */
  async tokens(): Promise<OAuthTokens | undefined> {
    const kept = await this.#kept();
    if (!kept) return undefined;
    const ending = kept.expires !== undefined && kept.expires - Date.now() < EARLY_MS;
    const current = ending ? ((await this.renew(kept.access)) ?? kept) : kept;
    return { access_token: current.access, token_type: 'Bearer', issuer: current.issuer };
  }

  async #kept(): Promise<KeptTokens | undefined> {
    return this.#isAlone ? this.#alone : this.#host.credentials.tokens(this.#settings.name, this.#url);
  }

  async saveTokens(tokens: OAuthTokens): Promise<void> {
    const resource = this.#discovery?.resourceMetadata?.resource;
    const issuer = tokens.issuer ?? this.#discovery?.authorizationServerUrl ?? '';
    const kept = keptTokens(tokens, { url: this.#url, issuer, ...(resource && { resource }) });
    if (this.#isAlone) this.#alone = kept;
    else await this.#host.credentials.keep(this.#settings.name, kept);
  }

  /**
   * A new token in place of one that was refused or has run out.
   * @param used the access token that does not do any longer
   * @returns undefined where only a person can get another
   */
  async renew(used: string): Promise<KeptTokens | undefined> {
    const old = await this.#kept();
    if (!old) return undefined;
    if (old.access !== used) return old;
    if (!old.refresh) return undefined;
    const { credentials, fetch, log, kernel } = this.#host;
    const sdk = await loadSdk();
    try {
      return await credentials.renew(
        this.#settings.name,
        old,
        async (current) => {
          const client = await this.clientInformation();
          if (!client || !current.refresh) throw new sdk.UnauthorizedError('there is no registration to renew the sign-in with');
          const metadata = await sdk.discoverAuthorizationServerMetadata(current.issuer, { fetchFn: fetch });
          const tokens = await sdk.refreshAuthorization(current.issuer, {
            ...(metadata && { metadata }),
            clientInformation: client,
            refreshToken: current.refresh,
            ...(current.resource && { resource: current.resource }),
            fetchFn: fetch,
          });
          return keptTokens(
            tokens,
            { url: current.url, issuer: current.issuer, ...(current.resource && { resource: current.resource }) },
            current,
          );
        },
        kernel.signal,
      );
    } catch (error) {
      log.warn('sign-in not renewed', { server: this.#settings.name, error: String(error) });
      return undefined;
    }
  }

  /** Shows the page, waits for the person, and exchanges the code: what was refused can be tried again afterwards. */
  async redirectToAuthorization(address: URL): Promise<void> {
    const sdk = await loadSdk();
    if (!this.#page) throw new sdk.UnauthorizedError();
    const scopes = [address.searchParams.get('scope') ?? '', this.#wanted].join(' ').split(' ').filter(Boolean);
    if (this.#wanted !== '') address.searchParams.set('scope', [...new Set(scopes)].join(' '));
    const code = await this.#page.visit(address, this.#state, this.#discovery?.authorizationServerMetadata?.issuer);
    await sdk.auth(this, { serverUrl: this.#url, authorizationCode: code, fetchFn: this.#host.fetch });
    this.#finished++;
  }

  /** The page is gone: from here on nobody can be asked. */
  leave(): void {
    this.#page = undefined;
  }

  /** True once after each sign-in. */
  takeFinished(): boolean {
    const finished = this.#finished > 0;
    this.#finished = 0;
    return finished;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }
  codeVerifier(): string {
    return this.#verifier;
  }
  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovery = state;
  }
  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  async invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): Promise<void> {
    const { credentials } = this.#host;
    if (scope === 'all' || scope === 'client') await credentials.forgetClient(this.#settings.name);
    if (scope === 'all' || scope === 'tokens') await credentials.forgetTokens(this.#settings.name);
    if (scope === 'all' || scope === 'discovery') this.#discovery = undefined;
  }

  get prepareTokenRequest(): ((scope?: string) => URLSearchParams) | undefined {
    if (!this.#isAlone) return undefined;
    return (scope) => new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
  }
}
