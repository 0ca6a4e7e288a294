import { KernelError } from '@ock/kernel';

export interface Hosts {
  /** where people sign in, without a slash at the end */
  web: string;
  /** GitHub's own API, which gives tokens for Copilot */
  api: string;
  /** Copilot's API, unless the token's answer names another */
  copilot: string;
}

/** what `baseUrl` of the manifest says */
export const COPILOT_API = 'https://api.githubcopilot.com';

/**
 * The addresses behind a host of GitHub: `github.com`, an enterprise's own (`company.ghe.com`), or a server on this machine, which has all under
 * one address.
 * @throws OC_AUTH_REFUSED for what is no host
 */
export function hostsOf(host = 'github.com'): Hosts {
  const text = host.trim().replace(/\/+$/, '');
  const address = text.includes('://') ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.pathname !== '/' || url.username !== '')
    throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-github-copilot.bad_host', host: text });
  const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
  if (isLocal) return { web: url.origin, api: url.origin, copilot: url.origin };
  // tokens travel there
  const web = `https://${url.host}`;
  return { web, api: `https://api.${url.host}`, copilot: url.host === 'github.com' ? COPILOT_API : `https://copilot-api.${url.host}` };
}
