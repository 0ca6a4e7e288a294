import { type Credential, HeldTokens, type ModelTarget, type Provider, type ProviderIo } from '@ock/kernel';
import { type CopilotToken, exchange } from './copilot-token.ts';
import { type DeviceFlow, renewed, signIn } from './device-flow.ts';
import { COPILOT_API, hostsOf } from './hosts.ts';
import { offeredModels } from './models.ts';
import { requestHeaders } from './request-headers.ts';

/** The public id of the app that Copilot's plugins for editors sign in as. */
const CLIENT_ID = 'Iv1.b507a08c87ecfe98';
/** A sign-in this close to its end is renewed. */
const MARGIN_MS = 5 * 60_000;

export interface CopilotOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** `[plugins."@ock/provider-github-copilot"]` */
  settings?: { host?: string; clientId?: string };
  wait?: DeviceFlow['wait'];
  now?(): number;
}

/**
 * GitHub Copilot: a sign-in by device, its token exchanged for short-lived ones of Copilot's own, which also say where the account's models
 * are. An address of the person's own (`base_url`) is a proxy in front of Copilot, and gets the key as it is.
 */
export function createCopilotProvider({ env, settings = {}, wait, now }: CopilotOptions): Provider {
  const tokens = new HeldTokens<CopilotToken>(now);
  const hostname = settings.host ?? (env.GITHUB_COPILOT_HOST?.trim() || undefined);

  const clientId = settings.clientId ?? (env.GITHUB_COPILOT_CLIENT_ID?.trim() || CLIENT_ID);

  const signedInAs = async (io: ProviderIo): Promise<Credential | undefined> => {
    const left = io.credential?.get();
    if (!left?.refresh || !left.expires || left.expires - MARGIN_MS > (now ?? Date.now)()) return left;
    return io.credential?.renew(left, (current) => renewed(io, { web: hostsOf(left.facts?.host).web, clientId }, current.refresh ?? ''));
  };

  const prepare = async (target: ModelTarget, io: ProviderIo): Promise<ModelTarget> => {
    const ready: ModelTarget = { ...target, sign: async ({ body }) => requestHeaders(body) };
    const signedIn = await signedInAs(io);
    const key = (signedIn?.key ?? target.apiKey)?.trim();
    if (!key) return ready;
    if (target.baseUrl !== COPILOT_API) return { ...ready, apiKey: key };
    const hosts = hostsOf(hostname ?? signedIn?.facts?.host);
    const ask = (io: ProviderIo) => tokens.get([key, hosts], (at) => exchange(io, { key, hosts, headers: target.headers }, at));
    const { token, api } = await ask(io);
    return {
      ...ready,
      apiKey: token,
      baseUrl: api,
      // a long turn outlives its first token
      sign: async ({ body }) => ({ ...requestHeaders(body), authorization: `Bearer ${(await ask(io)).token}` }),
    };
  };

  return {
    prepare,
    models: async (target, io) => offeredModels(target.sign ? target : await prepare(target, io), io),
    login: async (_target, io) => {
      const { web } = hostsOf(hostname);
      return signIn(io, { web, clientId, ...(wait && { wait }) });
    },
  };
}
