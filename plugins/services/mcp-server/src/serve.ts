import { Writable } from 'node:stream';
import { type McpHttpOptions, type McpServeOptions, type McpServerService, type PluginContext, startWatching } from '@ock/kernel';
import { HttpListener } from './http-listener.ts';
import { makeServer } from './make-server.ts';
import { type Served, Watchers } from './served.ts';

export class Serve implements McpServerService {
  readonly #ctx: PluginContext;
  readonly #watchers: Watchers;

  constructor(ctx: PluginContext) {
    this.#ctx = ctx;
    this.#watchers = new Watchers(ctx);
  }

  async #served(options: McpServeOptions): Promise<Served> {
    const { kernel, t } = this.#ctx;
    void startWatching(kernel);
    const memory = { state: new Map<string, unknown>(), stamps: new Map<string, string>() };
    return { sdk: await import('./sdk.ts'), kernel, t, options, memory, watch: this.#watchers.add };
  }

  async stdio(options: McpServeOptions): Promise<void> {
    const { stdin, stdout, stderr } = process;
    const write = stdout.write.bind(stdout);
    const output = new Writable({ write: (chunk: Buffer, _encoding, done) => void write(chunk, () => done()) });
    // whatever else is printed would be read as a message
    stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
    try {
      const served = await this.#served(options);
      const server = makeServer(served);
      const over = new Promise<void>((resolve) => {
        stdin.once('end', resolve).once('close', resolve);
        stdout.once('error', () => resolve());
        options.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await server.connect(new served.sdk.StdioServerTransport(stdin, output));
      await over;
      await server.close();
    } finally {
      stdout.write = write as typeof stdout.write;
    }
  }

  async http(options: McpHttpOptions): Promise<{ url: string; closed: Promise<void> }> {
    const sdk = await import('./sdk.ts');
    const listener = new HttpListener(sdk, options, async () => makeServer(await this.#served(options)));
    return listener.open();
  }
}
