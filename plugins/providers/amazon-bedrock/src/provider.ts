import { addSecret, type HttpClient, type ModelInfo, type ModelTarget, type Provider } from '@ock/kernel';
import { findCredentials } from './credentials.ts';
import { listModels } from './models.ts';
import { AwsFiles, type Environment } from './profile.ts';
import { bareModelId, DEFAULT_REGION, regionalModelId, regionOf, runtimeUrl } from './region.ts';
import { type AwsCredentials, signRequest } from './sign.ts';

/** ms before credentials expire at which others are fetched */
const MARGIN_MS = 300_000;

export interface BedrockOptions {
  env: Environment;
  /** `[plugins."@ock/provider-amazon-bedrock"]` */
  settings: { region?: string; profile?: string };
  /** models that are known, under every id they have in a region */
  known(): readonly ModelInfo[];
}
type Io = { http: HttpClient; signal: AbortSignal };

/** Amazon Bedrock: the region's address and id of a model, and a bearer key or signatures. */
export function createBedrockProvider({ env, settings, known }: BedrockOptions): Provider {
  const files = new AwsFiles(env);
  const profile = settings.profile;
  let keys: Promise<AwsCredentials> | undefined;

  const region = async (target: ModelTarget): Promise<string> => {
    const named = regionOf(target.baseUrl) ?? settings.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION);
    return named || (await files.profile(profile ?? (env.AWS_PROFILE || 'default')))?.region || DEFAULT_REGION;
  };
  const credentials = async (io: Io, where: string): Promise<AwsCredentials> => {
    const held = await keys;
    if (held && (held.expires === undefined || held.expires - MARGIN_MS > Date.now())) return held;
    const found = findCredentials({ env, files, region: where, ...io }, profile);
    keys = found;
    try {
      const { secretAccessKey, sessionToken } = await found;
      addSecret(secretAccessKey);
      if (sessionToken) addSecret(sessionToken);
      return await found;
    } catch (error) {
      keys = undefined;
      throw error;
    }
  };

  const prepare = async (target: ModelTarget, io: Io): Promise<ModelTarget> => {
    const where = await region(target);
    const ready: ModelTarget = { ...regional(target, where, known()), baseUrl: runtimeUrl(target.baseUrl, where) };
    if (target.apiKey) return ready;
    await credentials(io, where);
    return {
      ...ready,
      auth: { type: 'none' },
      async sign({ method, url, headers, body }) {
        // other headers may be changed on the way
        const signed: Record<string, string> = headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] };
        return signRequest({ method, url, headers: signed, body }, await credentials(io, where), { region: where, service: 'bedrock' });
      },
    };
  };
  return { prepare, models: async (target, io) => listModels(await prepare(target, io), io) };
}

/**
 * The model as the region offers it, with what it costs there. The catalogue names each inference profile; of a model it does not know, its family
 * says which there are (`knownProfiles`). The quirk `profiles` is a person's own word.
 */
function regional(target: ModelTarget, region: string, known: readonly ModelInfo[]): ModelTarget {
  const { info } = target;
  const { profiles: own, knownProfiles } = info.quirks ?? {};
  const ids = new Map(known.map((one) => [one.id, one]));
  const listed = [...ids.keys()].some((id) => id !== target.model && bareModelId(id) === target.model);
  const profiles = new Set(String(own ?? knownProfiles ?? '').split(/\s+/));
  const model = regionalModelId(target.model, region, (geography) =>
    listed && own === undefined ? ids.has(`${geography}.${target.model}`) : profiles.has(geography),
  );
  const cost = ids.get(model)?.cost ?? info.cost;
  return { ...target, model, info: { ...info, ...(cost ? { cost } : {}) } };
}
