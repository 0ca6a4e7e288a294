import { lookup as systemLookup } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ToolError } from '../../runtime/errors.ts';
import { isPrivateAddress } from './private-address.ts';

/** Which hosts that are not on the public internet may be reached all the same: `[tool.<id>] allow_private`. */
export type AllowPrivate = boolean | readonly string[];

/** Who may be reached, for whom. */
export interface HostRules {
  allow: AllowPrivate;
  /** id of the tool whose setting refusals name */
  tool: string;
}

/** @throws ToolError for an address that is not public and not allowed */
export function checkHost(hostname: string, rules: HostRules): void {
  const host = bare(hostname);
  if (isAllowed(host, rules)) return;
  const local = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/i.test(host);
  if (local || (isIP(host) !== 0 && isPrivateAddress(host))) throw refused(host, rules);
}

/**
 * For requests through a proxy, which resolves names itself: the name is resolved here first.
 * @throws ToolError when it leads to a private address; a name that does not resolve here passes
 */
export async function checkResolved(hostname: string, rules: HostRules): Promise<void> {
  const host = bare(hostname);
  if (isIP(host) !== 0 || isAllowed(host, rules)) return;
  const found = await resolveName(host, { all: true }).catch(() => []);
  if (found.some(({ address }) => isPrivateAddress(address))) throw refused(host, rules);
}

/**
 * Resolves names for a socket, to public addresses only: a name is judged by what it leads to at the moment of the connection, so that one that
 * changes its mind between check and use gains nothing.
 * @param resolve who resolves names; default the system
 */
export function publicLookup(rules: HostRules, resolve: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4);
      const usable = isAllowed(hostname, rules) ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = usable;
      if (!first) return callback(refused(hostname, rules) as NodeJS.ErrnoException, '', 4);
      if (options.all) (callback as unknown as (error: null, list: typeof usable) => void)(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function isAllowed(host: string, { allow }: HostRules): boolean {
  return typeof allow === 'boolean' ? allow : allow.some((name) => bare(name.toLowerCase()) === host.toLowerCase());
}

function refused(host: string, { tool }: HostRules): ToolError {
  return new ToolError(
    `${host} is not on the public internet: private and link-local addresses are not fetched unless [tool.${tool}] allow_private names the host.`,
  );
}
