import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import { atomicWrite } from './atomic-write.ts';

/** What a person granted to an installed plugin, and what exactly they saw when they did. */
export interface Grant {
  permissions: string[];
  /** version the person was shown */
  version: string;
  /** SHA-512 of the package that was reviewed, as npm writes it */
  integrity?: string;
  /** where it came from: a registry name with range, a URL, or an absolute `file:` path */
  from: string;
  /** ISO 8601 */
  granted_at: string;
}

const FILE = 'grants.json';

/** All grants, by package name. A missing or unreadable file grants nothing. */
export function readGrants(dataDir: string): Record<string, Grant> {
  try {
    const grants: unknown = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8'));
    return typeof grants === 'object' && grants !== null ? (grants as Record<string, Grant>) : {};
  } catch {
    return {};
  }
}

/** Writes or, without a grant, removes one entry. The caller holds the plugins lock. */
export async function writeGrant(dataDir: string, name: string, grant: Grant | undefined): Promise<void> {
  const { [name]: _old, ...grants } = readGrants(dataDir);
  if (grant) grants[name] = grant;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await atomicWrite(join(dataDir, FILE), `${JSON.stringify(grants, null, 2)}\n`, 0o600);
}

/** Bundled and linked plugins have what they declare; an installed one has what was granted at installation and in `[plugins."name"] grant`. */
export function grantedTo(dataDir: string, plugin: IndexedPlugin, settings: Readonly<Record<string, unknown>>): string[] {
  if (plugin.origin !== 'user') return plugin.manifest.permissions;
  const configured = Array.isArray(settings.grant) ? settings.grant.filter((entry): entry is string => typeof entry === 'string') : [];
  const stored = readGrants(dataDir)[plugin.name]?.permissions;
  return [...new Set([...(Array.isArray(stored) ? stored : []), ...configured])];
}

/** May it reach this host? `net:*` means all, `net:*.example.org` all below example.org. */
export function grantsHost(granted: readonly string[], hostname: string): boolean {
  return granted.some((permission) => {
    if (!permission.startsWith('net:')) return false;
    const host = permission.slice(4).toLowerCase();
    if (host.startsWith('*.')) return hostname.toLowerCase().endsWith(host.slice(1));
    return host === '*' || host === hostname.toLowerCase();
  });
}
