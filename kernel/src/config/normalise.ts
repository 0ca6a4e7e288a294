import { copy, merged } from './merge.ts';
import { isTable, type TomlTable } from './toml.ts';

/**
 * Brings both vocabularies of `opencode.toml` to the canonical one. Where a document says the same thing twice, the canonical spelling wins.
 * Pure; expects values of the right types and leaves what it does not know.
 */
export function normalise(document: TomlTable): TomlTable {
  const {
    default_model,
    default_agent,
    default_provider,
    providers,
    mcp_servers,
    tui,
    config_dir: _without_effect,
    base_url,
    ...rest
  } = copy(document);
  const result: TomlTable = rest;
  set(result, 'model', default_model);
  set(result, 'agent', default_agent);
  set(result, 'language', table(rest.ui).language ?? table(tui).language);
  const provider = providersOf(rest.provider, providers, default_provider, base_url);
  if (Object.keys(provider).length) result.provider = provider;
  if (isTable(rest.models)) result.models = Object.fromEntries(Object.entries(rest.models).map(([id, model]) => modelOf(id, table(model))));
  if (rest.mcp !== undefined || mcp_servers !== undefined) result.mcp = mcpOf(table(rest.mcp), mcp_servers);
  if (tui !== undefined) result.ui = merged(table(tui), table(rest.ui));
  if (isTable(rest.lsp)) {
    const { servers, ...languages } = rest.lsp;
    result.lsp = merged(table(servers), languages);
  }
  if (typeof rest.sandbox === 'string') result.sandbox = { mode: rest.sandbox };
  if (typeof rest.log_level === 'string') result.log_level = logLevel(rest.log_level);
  if (isTable(rest.profiles)) {
    result.profiles = Object.fromEntries(Object.entries(rest.profiles).map(([name, profile]) => [name, normalise(table(profile))]));
  }
  return result;
}

/** `model` with its provider in front, unless it already stands there. */
export function qualify(provider: string, model: string): string {
  return model.startsWith(`${provider}/`) ? model : `${provider}/${model}`;
}

function providersOf(provider: unknown, providers: unknown, fallback: unknown, baseUrl: unknown): TomlTable {
  const own = typeof provider === 'string' ? { default: provider } : table(provider);
  const all = merged(table(providers), own);
  set(all, 'default', fallback);
  for (const entry of Object.values(all)) {
    if (!isTable(entry) || entry.default_model === undefined) continue;
    set(entry, 'model', entry.default_model);
    delete entry.default_model;
  }
  if (typeof baseUrl === 'string' && typeof all.default === 'string')
    all[all.default] = merged({ base_url: baseUrl }, table(all[all.default]));
  return all;
}

function modelOf(id: string, model: TomlTable): [string, TomlTable] {
  const {
    provider,
    model_id,
    max_tokens,
    supports_tools,
    supports_vision,
    supports_streaming: _always,
    cost_per_input_token,
    cost_per_output_token,
    ...rest
  } = model;
  set(rest, 'output', max_tokens);
  const capabilities = merged(defined({ tools: supports_tools, images: supports_vision }), table(rest.capabilities));
  if (Object.keys(capabilities).length) rest.capabilities = capabilities;
  const cost = merged(defined({ input: perMillion(cost_per_input_token), output: perMillion(cost_per_output_token) }), table(rest.cost));
  if (Object.keys(cost).length) rest.cost = cost;
  if (typeof provider !== 'string') return [id, rest];
  const full = qualify(provider, typeof model_id === 'string' ? model_id : id);
  if (full !== id) rest.alias = [...new Set([...(Array.isArray(rest.alias) ? rest.alias : []), id])];
  return [full, rest];
}

function mcpOf(mcp: TomlTable, more: unknown): TomlTable {
  const { servers, ...rest } = mcp;
  const named = Array.isArray(servers) ? Object.fromEntries(servers.map((name) => [String(name), { enabled: true }])) : table(servers);
  return { ...rest, servers: merged(table(more), named) };
}

function logLevel(level: string): string {
  const lower = level.toLowerCase();
  return lower === 'warning' ? 'warn' : lower === 'critical' ? 'error' : lower;
}

/** Rounded to a millionth, so that 0.000003 a token is 3 and not 2.9999999999999996 a million. */
function perMillion(price: unknown): number | undefined {
  return typeof price === 'number' ? Math.round(price * 1e12) / 1e6 : undefined;
}

function set(target: TomlTable, key: string, value: unknown): void {
  if (value !== undefined && target[key] === undefined) target[key] = value;
}

function table(value: unknown): TomlTable {
  return isTable(value) ? value : {};
}

function defined(values: TomlTable): TomlTable {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
