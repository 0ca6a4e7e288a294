import { readBundledPlugins } from '@ock/kernel/build';
import { markdownTable, withGenerated } from './generated-part.ts';

type Provider = NonNullable<ReturnType<typeof readBundledPlugins>[number]['manifest']['contributes']['provider']>[number];

/** `docs/providers.md` with its table made anew from the manifests. @throws Error when the file has lost its marks */
export function providersDocText(installRoot: string): string {
  const providers: Provider[] = readBundledPlugins(installRoot)
    .flatMap(({ manifest }) => manifest.contributes.provider ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const heads = ['provider', 'wire', 'key', 'auth', 'address', 'default model', 'embeddings', 'quirks'];
  return withGenerated(installRoot, 'docs/providers.md', markdownTable([heads, ...providers.map(cells)]));
}

function cells(provider: Provider): string[] {
  const { id, name, auth, defaultModel, anyModel, embeddings } = provider;
  return [
    `\`${id}\` ${name}`,
    listed([
      provider.wire,
      ...provider.models.flatMap(({ wire }) => wire ?? []),
      ...(provider.families ?? []).flatMap(({ wire }) => wire ?? []),
    ]),
    auth.env?.length ? listed(auth.env) : '–',
    authOf(provider),
    address(provider),
    defaultModel !== undefined ? `\`${defaultModel}\`` : anyModel === false ? '–' : 'any',
    embeddings ? (embeddings.defaultModel ? `\`${embeddings.defaultModel}\`` : 'any') : '–',
    quirks(provider),
  ];
}

function authOf({ auth, login }: Provider): string {
  const how = auth.type === 'header' ? `header \`${auth.name}\`` : auth.type;
  const others = [auth.credentials && `${auth.credentials.name} credentials`, login && `sign-in (${login})`].filter(Boolean);
  return [auth.optional && auth.type !== 'none' && !auth.credentials ? `${how}, optional` : how, ...others].join(', or ');
}

function address({ baseUrl, baseUrlEnv, embedded }: Provider): string {
  if (embedded) return 'this process';
  const own = baseUrl === undefined ? '`base_url`' : `\`${baseUrl.replace(/\{env:([^}]+)\}/g, '{$1}')}\``;
  return baseUrlEnv?.length ? `${own} or ${listed(baseUrlEnv)}` : own;
}

/** Quirks of the provider, then those of single models, by name. */
/** Quirks about efforts: their section of the page tells of them. */
const ABOUT_EFFORT = new Set(['efforts', 'budgets', 'effortField', 'effortBudget', 'effortSwitch']);

function quirks({ quirks: all = {}, models, families = [] }: Provider): string {
  const told = (name: string) => !ABOUT_EFFORT.has(name);
  const own = [...models, ...families].flatMap(({ quirks = {} }) => Object.keys(quirks));
  const some = own.filter((name) => told(name) && !Object.hasOwn(all, name));
  const entries = Object.entries(all).filter(([name]) => told(name));
  const whole = entries.map(([name, value]) => (value === true ? `\`${name}\`` : `\`${name} = ${value}\``));
  return [...whole, ...[...new Set(some)].map((name) => `\`${name}\` (some models)`)].join(', ') || '–';
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `\`${name}\``).join(', ');
}
