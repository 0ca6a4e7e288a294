import { HeldTokens, KernelError, type ModelTarget, type Provider } from '@ock/kernel';
import { type GatewayToken, gatewayToken } from './gateway-token.ts';

/** what `baseUrl` of the manifest says */
const PROXY = 'https://cloud.gitlab.com/ai/v1/proxy';
const GATEWAY = 'https://cloud.gitlab.com';
const INSTANCE = 'https://gitlab.com';
/** Where the gateway has each protocol. */
const PATHS: Record<string, string> = { 'anthropic-messages': 'anthropic', 'openai-responses': 'openai/v1', 'openai-chat': 'openai/v1' };

export interface GitLabOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `[plugins."@ock/provider-gitlab-duo"]` */
  settings?: { instance?: string };
  now?(): number;
}

/**
 * GitLab Duo: a personal access token is exchanged at the person's GitLab for one of the AI gateway, which passes requests on to Anthropic and
 * OpenAI. An address of the person's own (`base_url`) is taken as it is, with the key as it is.
 */
export function createGitLabProvider({ env, settings = {}, now }: GitLabOptions): Provider {
  const tokens = new HeldTokens<GatewayToken>(now);
  const gateway = (env.GITLAB_AI_GATEWAY_URL?.trim() || GATEWAY).replace(/\/+$/, '');
  return {
    async prepare(target, io): Promise<ModelTarget> {
      const key = target.apiKey?.trim();
      if (!key || target.baseUrl !== PROXY) return target;
      const instance = instanceOf(settings.instance ?? (env.GITLAB_INSTANCE_URL?.trim() || INSTANCE));
      const fresh = () => tokens.get([instance, key], (at) => gatewayToken(io, instance, key, at));
      const { token, headers } = await fresh();
      return {
        ...target,
        apiKey: token,
        baseUrl: `${gateway}/ai/v1/proxy/${PATHS[target.wire] ?? 'openai/v1'}`,
        headers: { ...headers, ...target.headers },
        // a long turn outlives its first token, and the headers belong to the token
        sign: async () => {
          const next = await fresh();
          return next.token === token ? {} : { ...next.headers, authorization: `Bearer ${next.token}` };
        },
      };
    },
  };
}

/** The key travels there: encrypted, or not beyond this machine. */
function instanceOf(address: string): string {
  const text = (address.includes('://') ? address : `https://${address}`).replace(/\/+$/, '');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
  if (url?.protocol !== 'https:' && !isLocal)
    throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-gitlab-duo.bad_instance', url: text });
  return text;
}
