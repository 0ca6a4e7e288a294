/** redirects followed, as browsers do */
const MAX_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * fetch that asks `check` before every hop, so that a redirect does not lead past it. The body is sent whole.
 * @param check throws when the host must not be reached
 * @throws what `check` throws; TypeError after 20 redirects
 */
export async function checkedFetch(check: (hostname: string) => void, ...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const first = new Request(input, init);
  let url = new URL(first.url);
  let { method } = first;
  const headers = new Headers(first.headers);
  let body = first.body ? new Uint8Array(await first.arrayBuffer()) : undefined;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    check(url.hostname);
    const response = await fetch(url, { method, headers, ...(body && { body }), signal: first.signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === null || first.redirect === 'manual') return response;
    await response.body?.cancel();
    if (first.redirect === 'error') throw new TypeError(`unexpected redirect to ${location}`);
    const next = new URL(location, url);
    if (next.origin !== url.origin) for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
    if (response.status === 303 || (response.status < 303 && method === 'POST')) {
      if (method !== 'HEAD') method = 'GET';
      body = undefined;
      for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
    }
    url = next;
  }
  throw new TypeError(`more than ${MAX_REDIRECTS} redirects`);
}
