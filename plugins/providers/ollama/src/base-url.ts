const DEFAULT_PORT = '11434';

/**
 * The address of Ollama's OpenAI-compatible API from any form people write: `host`, `host:port`, `:port`, a URL with or without `/v1`.
 * `0.0.0.0` and `[::]`, which tell a server where to listen, mean this machine.
 */
export function ollamaBaseUrl(host: string): string {
  const text = host.trim().replace(/^:/, 'localhost:') || 'localhost';
  const address = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = 'localhost';
  // URL drops a port that is the scheme's own, so the text decides whether one was given
  const hasPort = /^[^/]*:\d+$/.test(
    text
      .replace(/^https?:\/\//i, '')
      .replace(/^\[[^\]]*\]/, '')
      .split('/')[0] ?? '',
  );
  if (!hasPort && url.protocol === 'http:') url.port = DEFAULT_PORT;
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path.endsWith('/v1') ? path : `${path}/v1`}`;
}
