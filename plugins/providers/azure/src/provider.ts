import type { Provider } from '@ock/kernel';
import { azureUrl, type Env } from './address.ts';

/** An Entra token is a JSON Web Token; keys of a resource are not. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Azure OpenAI: the address of a deployment, and a key or an Entra token, each in the header it belongs to. */
export function createAzureProvider(env: Env): Provider {
  return {
    async prepare(target) {
      const isToken = TOKEN.test(target.apiKey?.trim() ?? '');
      return { ...target, baseUrl: azureUrl(target, env), ...(isToken ? { auth: { type: 'bearer' } } : {}) };
    },
  };
}
