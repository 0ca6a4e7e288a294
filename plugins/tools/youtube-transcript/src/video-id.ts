import { ToolError } from '@ock/kernel';

const ID = /^[\w-]{11}$/;
const HOSTS = /^(?:(?:www|m|music|gaming)\.)?youtube(?:-nocookie)?\.com$/;

/** The id in an address of any form that YouTube hands out (watch, youtu.be, shorts, embed, live), or the id itself. @throws ToolError */
export function videoId(text: string): string {
  const given = text.trim();
  if (ID.test(given)) return given;
  const address = /^https?:\/\//i.test(given) ? given : `https://${given}`;
  const id = URL.canParse(address) ? idIn(new URL(address)) : undefined;
  if (id !== undefined && ID.test(id)) return id;
  throw new ToolError(
    `${JSON.stringify(given.slice(0, 200))} names no video of YouTube. Give its address (https://www.youtube.com/watch?v=…) or the 11 characters of its id.`,
  );
}

function idIn(url: URL): string | undefined {
  const host = url.hostname.toLowerCase();
  const [first, second] = url.pathname.split('/').filter(Boolean);
  if (/^(?:www\.)?youtu\.be$/.test(host)) return first;
  if (!HOSTS.test(host)) return undefined;
  // links that pass through a sign-in or a count carry the address inside
  const inner = url.searchParams.get('u');
  if (first === 'attribution_link' && inner) return idIn(new URL(inner, 'https://www.youtube.com'));
  if (first !== undefined && ['shorts', 'embed', 'live', 'v', 'e'].includes(first)) return second;
  return url.searchParams.get('v') ?? undefined;
}
