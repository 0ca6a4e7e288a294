import type { PluginContext } from '@ock/kernel';
import type { OAuthProvider } from './oauth-provider.ts';

/**
 * fetch that renews the token which the server itself refuses, and asks once more. Everything else goes through unchanged, so that the SDK sees a
 * refusal only where a person is needed.
 */
export function authorizedFetch(base: PluginContext['fetch'], server: URL, provider: OAuthProvider): PluginContext['fetch'] {
  return async (input, init) => {
    const response = await base(input, init);
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (response.status !== 401 || url.origin !== server.origin || url.pathname !== server.pathname) return response;
    const headers = new Headers(init?.headers);
    const used = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    const fresh = used && (await provider.renew(used));
    if (!fresh || fresh.access === used) return response;
    await response.body?.cancel();
    headers.set('authorization', `Bearer ${fresh.access}`);
    return base(input, { ...init, headers });
  };
}
