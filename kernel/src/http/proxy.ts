import { KernelError } from '../runtime/errors.ts';
import type { Exchange, RawResponse } from './exchange.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy a URL goes through: `HTTPS_PROXY` or `HTTP_PROXY` by the URL's scheme, else `ALL_PROXY`, minus `NO_PROXY`; lower case wins.
 * This machine itself is never asked for through a proxy.
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const proxy = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? read('ALL_PROXY');
  if (proxy === undefined || isLoopback(url.hostname) || isExcepted(url, read('NO_PROXY') ?? '')) return undefined;
  return /^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** `NO_PROXY`: names (with their subdomains), `*.name`, `.name`, `name:port` or `*`, separated by commas or blanks. */
function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', entryPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      const domain = (entry.split(':').length > 2 && !entry.startsWith('[') ? entry : name).replace(/^\*?\./, '');
      if (domain === '' || (domain === name && entryPort !== undefined && entryPort !== port)) return false;
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** Sends requests through `proxy` by undici, which is loaded on the first one. @param connectMs until the proxy, and the server behind it, stand */
export function createProxyExchange(proxy: string, connectMs: number): Exchange {
  type Undici = typeof import('undici');
  let loaded: Promise<{ request: Undici['request']; dispatcher: InstanceType<Undici['EnvHttpProxyAgent']> }> | undefined;
  const load = async () => {
    const { EnvHttpProxyAgent, request } = await import('undici');
    try {
      const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
      const timeout = connectMs;
      const connections = { proxyTls: { timeout }, requestTls: { timeout }, connect: { timeout } };
      return {
        request,
        dispatcher: new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, noProxy: '', ...timeouts, ...connections }),
      };
    } catch (cause) {
      throw new KernelError('OC_NETWORK', { because: 'reason.bad_proxy' }, { cause });
    }
  };
  return async (call, signal): Promise<RawResponse> => {
    loaded ??= load();
    const { request, dispatcher } = await loaded;
    const { method, headers, body } = call;
    const answer = await request(call.url, { method: method as 'POST', headers, body, signal, dispatcher });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      stream: answer.body,
      // undici reports an abort once more on the body, which nobody reads any longer
      destroy: () => void answer.body.on('error', () => undefined).destroy(),
    };
  };
}
