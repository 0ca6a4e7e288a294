import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorText, factsOf, type Kernel, KernelError } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';
import type { McpServerConfig } from '@ock/schemas';
import { type ServerSettings, serverSettings } from './server-settings.ts';

export const PROJECT_FILE = '.mcp.json';
const MAX_BYTES = 1024 * 1024;
/** Fields of `.mcp.json` that are read; the file is written for several programs. */
const FIELDS = ['command', 'args', 'env', 'cwd', 'type', 'url', 'headers', 'timeout'] as const;

export interface FoundServers {
  servers: ServerSettings[];
  /** what people should know: files that are not trusted or not readable, servers that cannot be reached as described */
  problems: string[];
}

/** Servers of the project's `.mcp.json` files, where those are trusted, and above them those of the configuration. */
export function findServers(kernel: Kernel): FoundServers {
  const problems: string[] = [];
  const found = new Map<string, { config: McpServerConfig; source?: string; defaults: Record<string, string> }>();
  for (const folder of projectFolders(kernel.cwd)) {
    const source = join(folder, PROJECT_FILE);
    const servers = readProjectFile(kernel, source, problems);
    const names = Object.keys(servers);
    if (names.length > 0 && !kernel.config.trusts(folder))
      problems.push(kernel.t('bridge-mcp.untrusted', { file: source, folder, names: names.join(', ') }));
    else
      for (const [name, config] of Object.entries(servers)) found.set(name, { config, source, defaults: { CLAUDE_PROJECT_DIR: folder } });
  }
  for (const [name, config] of Object.entries(kernel.config.config.mcp?.servers ?? {})) {
    const below = found.get(name);
    const source = kernel.config.origin?.(['mcp', 'servers', name])?.file ?? below?.source;
    found.set(name, { config: { ...below?.config, ...config }, defaults: below?.defaults ?? {}, ...(source && { source }) });
  }
  const servers: ServerSettings[] = [];
  for (const [name, { config, source, defaults }] of found) {
    try {
      servers.push(serverSettings(name, config, { env: { ...defaults, ...kernel.options.env }, file: readText }, source));
    } catch (error) {
      problems.push(kernel.t('bridge-mcp.unfit', { name, message: errorText(error, kernel.t) }));
    }
  }
  return { servers: servers.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

function readProjectFile(kernel: Kernel, file: string, problems: string[]): Record<string, McpServerConfig> {
  const facts = factsOf(file);
  if (!facts) return {};
  try {
    if (!facts.isFile() || facts.size > MAX_BYTES) throw new KernelError('OC_FILE', { file, because: 'reason.file_unfit' });
    const { mcpServers } = JSON.parse(readFileSync(file, 'utf8')) as { mcpServers?: unknown };
    if (typeof mcpServers !== 'object' || mcpServers === null) return {};
    return Object.fromEntries(Object.entries(mcpServers).map(([name, entry]) => [name, checked(entry)]));
  } catch (error) {
    problems.push(kernel.t('bridge-mcp.bad_file', { file, message: errorText(error, kernel.t) }));
    return {};
  }
}

/** Keeps fields of the right type. Times are in milliseconds there. */
function checked(entry: unknown): McpServerConfig {
  const given = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const config: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value = given[field];
    if (field === 'timeout') {
      if (typeof value === 'number' && value > 0) config.timeout = value / 1000;
    } else if (field === 'args') {
      if (Array.isArray(value)) config.args = value.map(String);
    } else if (field === 'env' || field === 'headers') {
      if (typeof value === 'object' && value !== null)
        config[field] = Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
    } else if (typeof value === 'string') config[field] = value;
  }
  if (given.disabled === true) config.enabled = false;
  return config;
}

/** @throws OC_FILE */
function readText(path: string): string {
  const file = path.replace(/^~(?=\/)/, homedir());
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
