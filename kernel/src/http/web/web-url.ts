import { ToolError } from '../../runtime/errors.ts';

/**
 * An address as a person or a model writes it, `https:` where it names no scheme, without its fragment.
 * @throws ToolError for what is not http(s), and for addresses that carry a password
 */
export function parseWebUrl(text: string): URL {
  const given = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:/i.test(given) && !/^[^/:]+\.[^/:]+:\d+(\/|$)/.test(given) ? given : `https://${given}`;
  if (!URL.canParse(full)) throw new ToolError(`${JSON.stringify(given.slice(0, 200))} is not a URL.`);
  const url = new URL(full);
  if (!/^https?:$/.test(url.protocol)) throw new ToolError(`Only http and https are fetched, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new ToolError('URLs with a user name or password are not fetched.');
  url.hash = '';
  return url;
}
