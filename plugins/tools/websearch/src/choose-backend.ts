import { parseWebUrl, serviceKey, ToolError } from '@ock/kernel';
import type { Backend } from './backend.ts';
import { brave } from './backends/brave.ts';
import { duckduckgo } from './backends/duckduckgo.ts';
import { exa } from './backends/exa.ts';
import { searxng } from './backends/searxng.ts';
import { tavily } from './backends/tavily.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** In the order in which `auto` tries whether they are set up; the last one always is. */
const BACKENDS: readonly Backend[] = [exa, brave, tavily, searxng, duckduckgo];

export interface Chosen {
  backend: Backend;
  /** without a slash at the end, and without what stands before `@` */
  base: string;
  /** empty where none is wanted */
  key: string;
  /** of an address that carries a user name */
  headers: Record<string, string>;
  /** hosts that the settings name: they may be private */
  allow: string[];
}

/**
 * The search engine that `[tool.websearch] backend` names; with `auto`, the default, the first whose key or address is there, else DuckDuckGo.
 * @throws ToolError for one that is not known, or not set up
 */
export function chooseBackend(config: Record<string, unknown>, env: Environment): Chosen {
  const wanted = typeof config.backend === 'string' ? config.backend.toLowerCase() : 'auto';
  const named = BACKENDS.find(({ id }) => id === wanted);
  if (!named && wanted !== 'auto') {
    const known = ['auto', ...BACKENDS.map(({ id }) => id)].join(', ');
    throw new ToolError(`There is no search backend ${JSON.stringify(wanted)}: [tool.websearch] backend is one of ${known}.`);
  }
  if (named) return setUp(named, config, env) ?? missing(named);
  for (const backend of BACKENDS) {
    const chosen = setUp(backend, config, env);
    if (chosen) return chosen;
  }
  return missing(duckduckgo);
}

/** @returns undefined when its key or address is missing */
function setUp(backend: Backend, config: Record<string, unknown>, env: Environment): Chosen | undefined {
  const setting = config[`${backend.id}_url`];
  const own = (typeof setting === 'string' ? setting : '') || (backend.urlEnv && env[backend.urlEnv]) || '';
  const key = serviceKey(backend.id, backend.keyEnv, config, env) ?? '';
  if ((backend.keyEnv.length > 0 && key === '') || (own === '' && backend.url === undefined)) return undefined;
  const { address, headers } = withoutUser(own || (backend.url ?? ''));
  const url = parseWebUrl(address);
  return { backend, key, headers, base: url.href.replace(/\/+$/, ''), allow: own === '' ? [] : [url.hostname] };
}

function withoutUser(address: string): { address: string; headers: Record<string, string> } {
  if (!URL.canParse(address)) return { address, headers: {} };
  const url = new URL(address);
  if (url.username === '') return { address, headers: {} };
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { address: url.href, headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` } };
}

function missing({ id, name, keyEnv, keyUrl, urlEnv }: Backend): never {
  const key = keyEnv.length > 0 ? `a key: put it in ${keyEnv[0]} or [tool.websearch] ${id}_api_key (${keyUrl})` : undefined;
  throw new ToolError(
    `${name} needs ${key ?? `the address of an instance: put it in ${urlEnv} or [tool.websearch] ${id}_url`}. Or choose another backend; duckduckgo needs nothing.`,
  );
}
