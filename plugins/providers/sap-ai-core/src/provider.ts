import {
  askService,
  type FreshToken,
  HeldTokens,
  KernelError,
  type ModelInfo,
  type ModelTarget,
  near,
  type Provider,
  type ProviderIo,
} from '@ock/kernel';
import { type Deployment, Deployments, type Where } from './deployments.ts';
import { type Env, type ServiceKey, serviceKey } from './service-key.ts';

/** The oldest version that knows reasoning models and usage in streams. */
const API_VERSION = '2024-12-01-preview';
const LIFE_S = 3_600;
/** What an executable speaks; the others speak Chat Completions. */
const WIRES: Record<string, string> = { 'aws-bedrock': 'bedrock-converse', 'gcp-vertexai': 'google-generate' };
const AZURE = 'azure-openai';

export interface SapSettings {
  /** id of the deployment that answers, whatever the model */
  deployment?: string;
  group?: string;
  /** of Azure's API */
  apiVersion?: string;
}
export interface SapOptions {
  env: Env;
  /** `[plugins."@ock/provider-sap-ai-core"]` */
  settings?: SapSettings;
  now?(): number;
}

/**
 * SAP AI Core: a token for the service key, the deployment that runs the model, and the protocol of the vendor behind it. A key that is no JSON is a
 * token already.
 */
export function createSapProvider({ env, settings = {}, now }: SapOptions): Provider {
  const tokens = new HeldTokens(now);
  const deployments = new Deployments(now);
  /** of targets that are prepared, by their `sign` */
  const reached = new WeakMap<object, Where>();
  const group = settings.group ?? (env.AICORE_RESOURCE_GROUP?.trim() || 'default');
  const version = settings.apiVersion ?? (env.AICORE_API_VERSION?.trim() || API_VERSION);
  const chosen = settings.deployment ?? (env.AICORE_DEPLOYMENT_ID?.trim() || undefined);

  const reach = async (target: ModelTarget, io: ProviderIo): Promise<Where & { token: string; fresh(): Promise<FreshToken> }> => {
    const text = target.apiKey?.trim();
    const key = text && !text.startsWith('{') ? undefined : serviceKey(text, env);
    const apiUrl = (target.baseUrl || key?.apiUrl || '').replace(/(\/v2)?\/*$/, '');
    if (!text && !key) throw new KernelError('OC_AUTH_MISSING', { provider: target.provider, env: 'AICORE_SERVICE_KEY', url: '' });
    if (apiUrl === '') throw new KernelError('OC_PROVIDER_ADDRESS', { provider: target.provider, env: 'AICORE_BASE_URL' });
    const fresh = async () => (key ? tokens.get(key, (at) => ask(io, key, at)) : { token: text ?? '', expires: Number.POSITIVE_INFINITY });
    const { token } = await fresh();
    const headers = { authorization: `Bearer ${token}`, 'ai-resource-group': group };
    return { apiUrl, headers, account: `${apiUrl} ${group} ${key?.clientId ?? ''}`, token, fresh };
  };

  const prepare = async (target: ModelTarget, io: ProviderIo): Promise<ModelTarget> => {
    const where = await reach(target, io);
    const found = chosen === undefined ? await deployments.find(io, where, target.model) : undefined;
    const id = chosen ?? found?.id;
    if (id === undefined) return missing(target, where, await deployments.list(io, where));
    const wire = found?.executable ? (WIRES[found.executable] ?? 'openai-chat') : target.wire;
    const isAzure = wire === 'openai-chat' && (found ? found.executable === AZURE : /^(gpt|o\d)/.test(target.model));
    const address = `${where.apiUrl}/v2/inference/deployments/${encodeURIComponent(id)}`;
    const quirks = { ...target.info.quirks, ...(wire === 'bedrock-converse' ? { modelInAddress: true } : {}) };
    // a long turn outlives its first token
    const sign = async () => ({ authorization: `Bearer ${(await where.fresh()).token}` });
    reached.set(sign, where);
    return {
      ...target,
      wire,
      // a deployment that was named by its id goes by its model's name from here on
      model: found?.model ?? target.model,
      baseUrl: isAzure ? `${address}?api-version=${encodeURIComponent(version)}` : address,
      apiKey: where.token,
      auth: { type: 'bearer' },
      headers: { 'ai-resource-group': group, ...target.headers },
      info: { ...target.info, quirks },
      sign,
    };
  };

  /** Told when the model is called: until then the account can be asked what it has. */
  const missing = (target: ModelTarget, where: Where, list: readonly Deployment[]): ModelTarget => {
    const known = list.map(({ model }) => `${target.provider}/${model}`);
    const model = `${target.provider}/${target.model}`;
    const sign = () => Promise.reject(new KernelError('OC_MODEL_UNKNOWN', { model, near: near(model, known) }));
    reached.set(sign, where);
    return { ...target, sign };
  };

  const models = async (target: ModelTarget, io: ProviderIo): Promise<ModelInfo[]> => {
    const list = await deployments.list(io, reached.get(target.sign ?? target) ?? (await reach(target, io)));
    const names = new Map(list.map(({ model, executable }) => [model, WIRES[executable]]));
    return [...names].map(([id, wire]) => ({ id, ...(wire ? { wire } : {}) }));
  };
  return { prepare, models };
}

async function ask(io: ProviderIo, { clientId, clientSecret, authUrl }: ServiceKey, now: number): Promise<FreshToken> {
  const { answer } = await askService(io, 'SAP', {
    url: `${authUrl}/oauth/token`,
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token, expires_in: life } = answer;
  if (typeof token !== 'string' || token === '') throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-sap-ai-core.no_token' });
  return { token, expires: now + (typeof life === 'number' && life > 0 ? life : LIFE_S) * 1000 };
}
