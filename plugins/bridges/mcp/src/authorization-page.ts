import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KernelError, type McpSignIn, type Translate } from '@ock/kernel';

/** ms a person has for one page */
const PATIENCE_MS = 5 * 60_000;

/** The page where a person signs in, and the address on this machine that the browser comes back to. */
export class AuthorizationPage {
  readonly #server: Server;
  readonly #how: McpSignIn;
  readonly #t: Translate;
  #answer?: (query: URLSearchParams) => void;

  private constructor(server: Server, how: McpSignIn, t: Translate) {
    this.#server = server;
    this.#how = how;
    this.#t = t;
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const mine = request.method === 'GET' && pathname === '/callback' && this.#answer !== undefined;
      response.writeHead(mine ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
      response.end(mine ? t('bridge-mcp.page') : '');
      if (mine) this.#answer?.(searchParams);
    });
  }

  /** @param port wanted; another free one is taken where it is in use */
  static async open(how: McpSignIn, t: Translate, port: number): Promise<AuthorizationPage> {
    const listen = (on: number) =>
      new Promise<Server>((resolve, reject) => {
        const server = createServer();
        server.once('error', reject).listen(on, '127.0.0.1', () => resolve(server));
      });
    const server = await listen(port).catch((error: NodeJS.ErrnoException) => {
      if (port === 0 || error.code !== 'EADDRINUSE') throw error;
      return listen(0);
    });
    return new AuthorizationPage(server, how, t);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/callback`;
  }

  /**
   * Shows the page and waits for the code. What comes back with another state is not ours and is waited past.
   * @throws OC_AUTH_REFUSED with what the server said, OC_TIMEOUT, the signal's reason
   */
  visit(address: URL, state: string, issuer: string | undefined): Promise<string> {
    const { signal } = this.#how;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#answer = undefined;
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        settle();
      };
      const stop = () => end(() => reject(signal.reason));
      const refuse = (message: string) => end(() => reject(new KernelError('OC_AUTH_REFUSED', { message })));
      const timer = setTimeout(() => end(() => reject(new KernelError('OC_TIMEOUT', { what: 'sign in', ms: PATIENCE_MS }))), PATIENCE_MS);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#answer = (query) => {
        if (query.get('state') !== state) return;
        const said = query.get('iss');
        if (said !== null && issuer !== undefined && said !== issuer) return refuse(this.#t('bridge-mcp.other_issuer'));
        const code = query.get('code');
        if (code) end(() => resolve(code));
        else refuse([query.get('error'), query.get('error_description')].filter(Boolean).join(': '));
      };
      this.#how.show({ url: address.href });
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
