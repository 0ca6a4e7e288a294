import { lookup as systemLookup } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ToolError } from '@ock/kernel';
import type { Dispatcher } from 'undici';
import { isPrivateAddress } from './private-address.ts';

/** Which hosts that are not on the public internet may be fetched all the same: `[tool.webfetch] allow_private`. */
export type AllowPrivate = boolean | readonly string[];

/** @throws ToolError for an address that is not public and not allowed */
export function checkHost(hostname: string, allow: AllowPrivate): void {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isAllowed(host, allow)) return;
  const local = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/i.test(host);
  if (local || (isIP(host) !== 0 && isPrivateAddress(host))) throw refused(host);
}

/**
 * Connects only to public addresses: a name is judged by what it resolves to at the moment of the connection, so that one that changes its mind
 * between check and use gains nothing. Behind a proxy, which resolves names itself, the name is resolved here first.
 */
export async function guardedDispatcher(allow: AllowPrivate, timeoutMs: number): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const settings = { connect: { timeout: timeoutMs, lookup: guardedLookup(allow) }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  return proxied() ? new EnvHttpProxyAgent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs }) : new Agent(settings);
}

/** For requests through a proxy. @throws ToolError when the name leads to a private address; a name that does not resolve here passes */
export async function checkResolved(hostname: string, allow: AllowPrivate): Promise<void> {
  if (!proxied() || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || isAllowed(hostname, allow)) return;
  const found = await resolveName(hostname, { all: true }).catch(() => []);
  if (found.some(({ address }) => isPrivateAddress(address))) throw refused(hostname);
}

function proxied(): boolean {
  const { env } = process;
  return [env.HTTPS_PROXY, env.https_proxy, env.HTTP_PROXY, env.http_proxy].some((value) => value !== undefined && value !== '');
}

function guardedLookup(allow: AllowPrivate): LookupFunction {
  return (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4);
      const usable = isAllowed(hostname, allow) ? addresses : addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = usable;
      if (!first) return callback(refused(hostname) as NodeJS.ErrnoException, '', 4);
      if (options.all) (callback as unknown as (error: null, list: typeof usable) => void)(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

function isAllowed(host: string, allow: AllowPrivate): boolean {
  return typeof allow === 'boolean' ? allow : allow.some((name) => name.toLowerCase() === host.toLowerCase());
}

function refused(host: string): ToolError {
  return new ToolError(
    `${host} is not on the public internet: private and link-local addresses are not fetched unless [tool.webfetch] allow_private names the host.`,
  );
}
