import { KernelError, type ModelTarget } from '@ock/kernel';

export type Env = Readonly<Record<string, string | undefined>>;

/** the least dated version with the responses path; chat has older ones */
const RESPONSES_SINCE = '2025-03-01-preview';

/**
 * The base URL of one call. A resource's address leads to its undated API (`/openai/v1`), where the body names the deployment; with an
 * `api-version` by date it leads to the older paths, where the path does. An address that says more than the resource is taken as it is.
 * @throws OC_PROVIDER_ADDRESS where nothing says which resource
 */
export function azureUrl(
  { baseUrl, model, wire, provider }: Pick<ModelTarget, 'baseUrl' | 'model' | 'wire' | 'provider'>,
  env: Env,
): string {
  const { address, query } = split(baseUrl || ofResource(env));
  if (address === '') throw new KernelError('OC_PROVIDER_ADDRESS', { provider, env: 'AZURE_OPENAI_ENDPOINT' });
  const version = new URLSearchParams(query).get('api-version') ?? (env.AZURE_OPENAI_API_VERSION ?? env.OPENAI_API_VERSION)?.trim();
  const dated = version !== undefined && /^\d{4}-\d\d-\d\d/.test(version);
  if (/\/openai\/v1$|\/deployments\/[^/]+/.test(address)) return withVersion(address, query, dated || query ? version : undefined);
  const root = address.endsWith('/openai') ? address : `${address}/openai`;
  if (!dated) return withVersion(`${root}/v1`, query, version === 'preview' ? version : undefined);
  if (wire === 'openai-responses') return withVersion(root, query, version < RESPONSES_SINCE ? RESPONSES_SINCE : version);
  return withVersion(`${root}/deployments/${encodeURIComponent(model)}`, query, version);
}

function ofResource(env: Env): string {
  const name = env.AZURE_RESOURCE_NAME?.trim();
  return name ? `https://${encodeURIComponent(name)}.openai.azure.com` : '';
}

function split(url: string): { address: string; query: string } {
  const [address = '', query = ''] = url.trim().split('?', 2);
  return { address: address.replace(/\/+$/, ''), query };
}

function withVersion(address: string, query: string, version: string | undefined): string {
  const parameters = new URLSearchParams(query);
  if (version) parameters.set('api-version', version);
  const text = parameters.toString();
  return text === '' ? address : `${address}?${text}`;
}
