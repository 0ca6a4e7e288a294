import { KernelError, type Provider } from '@ock/kernel';
import { azureUrl, type Env } from './address.ts';
import { EntraTokens } from './entra.ts';

/** An Entra token is a JSON Web Token; keys of a resource are not. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Hosts of Microsoft's: the login that its tool keeps goes nowhere else. */
const AZURE = /\.(azure\.(com|us|cn)|azure-api\.net)$/;

/** Azure OpenAI: the address of a deployment, and a key or an Entra token, each in the header it belongs to. */
export function createAzureProvider(env: Env, now?: () => number): Provider {
  const entra = new EntraTokens(env, now);
  return {
    async prepare(target, io) {
      const key = target.apiKey?.trim();
      const address = target.baseUrl || env.AZURE_RESOURCE_NAME?.trim();
      if (key) return { ...target, baseUrl: azureUrl(target, env), ...(TOKEN.test(key) ? { auth: { type: 'bearer' } } : {}) };
      const missing = () =>
        new KernelError('OC_AUTH_MISSING', { provider: target.provider, env: 'AZURE_OPENAI_API_KEY', url: 'Or run "az login".' });
      if (!address) throw missing();
      const isAzure = !target.baseUrl || AZURE.test(hostOf(target.baseUrl));
      const hasOwn = Object.keys(target.headers).some((name) => /^(authorization|api-key)$/i.test(name));
      const token = hasOwn ? undefined : await entra.get(io, isAzure);
      if (token === undefined && isAzure && !hasOwn) throw missing();
      // a person's own server in front of Azure may want none
      if (token === undefined) return { ...target, baseUrl: azureUrl(target, env) };
      return { ...target, baseUrl: azureUrl(target, env), apiKey: token, auth: { type: 'bearer' } };
    },
  };
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}
