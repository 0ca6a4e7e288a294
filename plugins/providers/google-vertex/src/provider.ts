import type { Provider } from '@ock/kernel';
import { type Env, publisherUrl } from './address.ts';
import { findCredentials } from './credentials.ts';
import { Gcloud } from './gcloud.ts';
import { AccessTokens } from './tokens.ts';

/**
 * Vertex AI: the project and place of the address, and an access token in exchange for what the person has: a service account, a gcloud
 * login, a machine's account, or a token of their own. Tokens are kept in memory alone.
 */
export function createVertexProvider(env: Env): Provider {
  const tokens = new AccessTokens();
  const gcloud = new Gcloud(env);
  return {
    async prepare(target, io) {
      const found = await findCredentials(env, target.apiKey, gcloud, io);
      const baseUrl = publisherUrl(target, env, found.project);
      const apiKey = found.type === 'token' ? found.token : await tokens.get(found, io);
      const quota: Record<string, string> =
        found.type === 'authorized_user' && found.quotaProject ? { 'x-goog-user-project': found.quotaProject } : {};
      return { ...target, baseUrl, auth: { type: 'bearer' }, apiKey, headers: { ...quota, ...target.headers } };
    },
  };
}
