import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { browserCommand } from '../../../../kernel/src/process/open-browser.ts';
import { ended, Sandbox } from '../../../../test/support/cli.ts';

const KEY = 'sk-or-v1-0123456789abcdef0123456789abcdef';

/** What OpenRouter does with a code. */
class FakeSite {
  readonly #server: Server;
  readonly bodies: Record<string, string>[] = [];
  status = 200;

  constructor() {
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += String(chunk);
      });
      request.on('end', () => {
        this.bodies.push(JSON.parse(text) as Record<string, string>);
        response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify({ key: KEY, user_id: 'u1' }));
      });
    });
  }
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe('signing in with a browser', () => {
  let sandbox: Sandbox;
  let site: FakeSite;
  let origin: string;
  beforeEach(async () => {
    sandbox = new Sandbox();
    site = new FakeSite();
    origin = await site.start();
  });
  afterEach(() => {
    site.close();
    sandbox.remove();
  });

  function begin() {
    const env = { OPENROUTER_BASE_URL: `${origin}/api/v1`, DISPLAY: '' };
    const child = sandbox.spawn(['auth', 'login', 'openrouter', '--flow', 'browser'], { env });
    const page = new Promise<URL>((resolve, reject) => {
      let said = '';
      child.once('close', () => reject(new Error(`no page was named: ${said}`)));
      child.stderr?.on('data', (chunk) => {
        said += String(chunk);
        const url = /Open this page: (\S+)/.exec(said)?.[1];
        if (url && said.includes('Waiting')) resolve(new URL(url));
      });
    });
    return { child, page, end: ended(child) };
  }
  const callbackOf = (page: URL) => new URL((page.searchParams.get('callback_url') ?? '').replace('localhost', '127.0.0.1'));

  it('names the page, takes the code that comes back and keeps the key it gets for it', async () => {
    const { page, end } = begin();
    const url = await page;
    expect(url.origin + url.pathname).to.equal(`${origin}/auth`);
    expect(url.searchParams.get('code_challenge_method')).to.equal('S256');
    const callback = callbackOf(url);
    callback.searchParams.set('code', 'the-code');
    const shown = await fetch(callback);
    expect(shown.status).to.equal(200);
    expect(await shown.text()).to.include('go back to the terminal');
    const { code, stdout, stderr } = await end;
    expect(code, stderr).to.equal(0);
    expect(site.bodies).to.have.length(1);
    expect(site.bodies[0]).to.include({ code: 'the-code', code_challenge_method: 'S256' });
    expect(site.bodies[0]?.code_verifier).to.have.length.above(42);
    const file = join(sandbox.dataDir, 'auth.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).openrouter).to.include({ type: 'oauth', access: KEY });
    expect(stdout + stderr).to.not.include(KEY);
    const { stdout: listed } = await sandbox.run(['auth', 'list', '--json']);
    const providers = (JSON.parse(listed) as { providers: { provider: string; source?: string }[] }).providers;
    expect(providers.find(({ provider }) => provider === 'openrouter')?.source).to.equal('sign-in');
  });

  it('is deaf to whoever does not know the word, and to other hosts', async () => {
    const { child, page, end } = begin();
    const callback = callbackOf(await page);
    const knocks = [
      `${callback.origin}/callback?code=evil`,
      `${callback.origin}/callback/wrong?code=evil`,
      `${callback.origin}/?code=evil`,
    ];
    for (const url of knocks) expect((await fetch(url)).status, url).to.equal(404);
    expect((await fetch(`${callback.href}?code=evil`, { method: 'POST' })).status).to.equal(404);
    expect(site.bodies).to.deep.equal([]);
    child.kill('SIGINT');
    const { code, stderr } = await end;
    expect(code, stderr).to.equal(130);
    expect(existsSync(join(sandbox.dataDir, 'auth.json'))).to.equal(false);
  });

  it('says that the person or the server said no, with exit code 41', async () => {
    const declined = begin();
    const callback = callbackOf(await declined.page);
    callback.searchParams.set('error', 'access_denied');
    await fetch(callback);
    const no = await declined.end;
    expect(no.code).to.equal(41);
    expect(no.stderr).to.include('access_denied');

    site.status = 403;
    const refused = begin();
    const other = callbackOf(await refused.page);
    other.searchParams.set('code', 'stale');
    await fetch(other);
    const { code, stderr } = await refused.end;
    expect(code).to.equal(41);
    expect(stderr).to.include('403');
  });

  it('refuses a flow that the provider does not have', async () => {
    const none = await sandbox.run(['auth', 'login', 'openai', '--flow', 'browser']);
    expect(none.code).to.equal(2);
    expect(none.stderr).to.include('takes a key');
    const other = await sandbox.run(['auth', 'login', 'openrouter', '--flow', 'device']);
    expect(other.code).to.equal(2);
    expect(other.stderr).to.include('--flow browser');
    const both = await sandbox.run(['auth', 'login', 'openrouter', '--flow', 'browser', '--key-stdin'], { input: KEY });
    expect(both.code).to.equal(2);
  });

  it('says where it cannot keep what it got', async () => {
    if (process.getuid?.() === 0) writeFileSync(join(sandbox.home, '.local'), 'a file where a folder should be');
    else chmodSync(sandbox.home, 0o500);
    const { code, stderr } = await sandbox.run(['auth', 'login', 'openai', '--key-stdin'], { input: KEY });
    if (process.getuid?.() !== 0) chmodSync(sandbox.home, 0o700);
    expect(code).to.equal(41);
    expect(stderr).to.include('auth.json').and.not.include(KEY);
  });
});

describe('the browser', () => {
  const url = 'https://example.com/a?b=c&d=e';
  it('is opened without a shell, where there is one', () => {
    expect(browserCommand(url, { DISPLAY: ':0' }, 'linux', 1000)).to.deep.equal(['xdg-open', url]);
    expect(browserCommand(url, {}, 'darwin', 501)).to.deep.equal(['open', url]);
    expect(browserCommand(url, {}, 'win32', undefined)?.[0]).to.equal('rundll32.exe');
  });
  it('is left alone without a display, as root, and for anything but a page', () => {
    expect(browserCommand(url, {}, 'linux', 1000)).to.equal(undefined);
    expect(browserCommand(url, { DISPLAY: ':0' }, 'linux', 0)).to.equal(undefined);
    for (const odd of ['file:///etc/passwd', 'javascript:alert(1)', 'https://x/" & calc', '--help'])
      expect(browserCommand(odd, { DISPLAY: ':0' }, 'linux', 1000), odd).to.equal(undefined);
  });
});
