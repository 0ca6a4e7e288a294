import { addSecret, KernelError, parseDuration } from '@ock/kernel';
import type { McpServerConfig } from '@ock/schemas';

/** One configured server, checked and with its variables filled in. */
export interface ServerSettings {
  name: string;
  transport: 'stdio' | 'http' | 'sse';
  /** stdio: program and arguments; else empty */
  command: string[];
  env: Record<string, string>;
  cwd?: string;
  url?: URL;
  headers: Record<string, string>;
  /** ms for one answer */
  timeoutMs: number;
  /** ms until it counts as late */
  startupMs: number;
  /** patterns of its tools that are offered; absent: all */
  tools?: string[];
  trustAnnotations: boolean;
  sampling: boolean;
  oauth: NonNullable<McpServerConfig['oauth']>;
  enabled: boolean;
  /** file that describes it */
  source?: string;
}

/** Where values come from. */
export interface Values {
  env: Readonly<Record<string, string | undefined>>;
  /** content of a file, trimmed */
  file(path: string): string;
}

const TIMEOUT_MS = 60_000;
const STARTUP_MS = 10_000;
/** what Node's timers can hold */
const LONGEST_MS = 2 ** 31 - 1;
const SECRET_NAME = /key|token|secret|password|auth|cookie|credential/i;

/** @throws OC_INPUT for a server that cannot be reached as described */
export function serverSettings(name: string, config: McpServerConfig, values: Values, source?: string): ServerSettings {
  const fill = (text: string) => fillIn(text, values);
  const secret = (key: string, text: string) => {
    const value = fill(text);
    if (SECRET_NAME.test(key)) for (const word of value.split(/\s+/)) if (word.length >= 8) addSecret(word);
    return value;
  };
  const pairs = (table: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(table).map(([key, text]) => [key, secret(key, text)]));
  const { command, url } = config;
  if (!command === !url) throw new KernelError('OC_INPUT', { because: command ? 'bridge-mcp.both' : 'bridge-mcp.neither', name });
  const { client_secret, private_key, ...oauth } = config.oauth ?? {};
  return {
    name,
    transport: command ? 'stdio' : config.type === 'sse' ? 'sse' : 'http',
    command: command ? [fill(command), ...(config.args ?? []).map(fill)] : [],
    env: pairs(config.env),
    ...(config.cwd !== undefined && { cwd: fill(config.cwd) }),
    ...(url && { url: address(name, fill(url)) }),
    headers: pairs(config.headers),
    timeoutMs: milliseconds(config.timeout, TIMEOUT_MS),
    startupMs: milliseconds(config.startup_timeout, STARTUP_MS),
    ...(config.tools && { tools: config.tools }),
    trustAnnotations: config.trust_annotations === true,
    sampling: config.sampling !== false,
    oauth: {
      ...oauth,
      ...(client_secret && { client_secret: secret('client_secret', client_secret) }),
      ...(private_key && { private_key: fill(private_key) }),
    },
    enabled: config.enabled !== false,
    ...(source && { source }),
  };
}

/** `${NAME}`, `${NAME:-else}`, `{env:NAME}`, `{file:PATH}`; what is not set becomes nothing. */
export function fillIn(text: string, { env, file }: Values): string {
  return text.replace(
    /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\{env:([^}]+)\}|\{file:([^}]+)\}/g,
    (_all, name?: string, fallback?: string, variable?: string, path?: string) => {
      if (path !== undefined) return hidden(file(path));
      const from = name ?? variable ?? '';
      const value = env[from] ?? '';
      if (value === '') return fallback ?? '';
      return SECRET_NAME.test(from) ? hidden(value) : value;
    },
  );
}

function hidden(value: string): string {
  if (value.length >= 8) addSecret(value);
  return value;
}

function address(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new KernelError('OC_INPUT', { because: 'bridge-mcp.bad_url', name });
  return url;
}

function milliseconds(duration: string | number | undefined, fallback: number): number {
  return duration === undefined ? fallback : Math.min(Math.max(parseDuration(String(duration)), 1), LONGEST_MS);
}
