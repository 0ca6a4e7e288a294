import { KernelError, type ModelTarget } from '@ock/kernel';

export type Env = Readonly<Record<string, string | undefined>>;

/** what `baseUrl` of the manifest says: stands for the address of the place that is chosen */
const GLOBAL = 'https://aiplatform.googleapis.com/v1';
const PROJECTS = ['GOOGLE_CLOUD_PROJECT', 'GOOGLE_VERTEX_PROJECT', 'GCLOUD_PROJECT'];
const LOCATIONS = ['GOOGLE_CLOUD_LOCATION', 'GOOGLE_VERTEX_LOCATION'];

/**
 * The address of a publisher's models in a project and place. An address of the person's own that names a project already is taken as it is.
 * @param project the credentials' own, for want of a variable
 * @throws OC_PROVIDER_ADDRESS where nothing says which project
 */
export function publisherUrl(target: Pick<ModelTarget, 'baseUrl' | 'provider' | 'wire'>, env: Env, project?: string): string {
  const base = target.baseUrl || GLOBAL;
  const publisher = target.wire === 'anthropic-messages' ? 'anthropic' : 'google';
  if (base.includes('/publishers/')) return base;
  if (base.includes('/locations/')) return `${base}/publishers/${publisher}`;
  const name = first(env, PROJECTS) ?? project;
  if (!name) throw new KernelError('OC_PROVIDER_ADDRESS', { provider: target.provider, env: PROJECTS[0] });
  const location = first(env, LOCATIONS) ?? 'global';
  const root = base === GLOBAL ? `https://${hostOf(location)}/v1` : base;
  return `${root}/projects/${encodeURIComponent(name)}/locations/${encodeURIComponent(location)}/publishers/${publisher}`;
}

/** Regions, the two groups of regions, and the whole world are reached under names of different shapes. */
function hostOf(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `aiplatform.${location}.rep.googleapis.com`;
  return `${encodeURIComponent(location)}-aiplatform.googleapis.com`;
}

function first(env: Env, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find(Boolean);
}
