import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { KeyStore } from '../../../../kernel/src/secrets/key-store.ts';
import { type McpLab, mcpLab } from './support/mcp-lab.ts';
import { type ProtectedServer, protectedServer } from './support/protected-server.ts';

const { signal } = new AbortController();

/** What a browser does with a page that asks nothing. */
const visit = ({ url }: { url: string }) =>
  void fetch(url, { redirect: 'manual' })
    .then((response) => fetch(response.headers.get('location') ?? ''))
    .catch(() => undefined);

describe('signing in at a server', () => {
  let server: ProtectedServer;
  const labs: McpLab[] = [];
  beforeEach(async () => {
    server = await protectedServer();
  });
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
    await server.close();
  });
  const lab = (more: object = {}): McpLab => {
    const made = mcpLab({ servers: { far: { url: server.url, ...more } } });
    labs.push(made);
    return made;
  };
  const authFile = ({ kernel }: McpLab) => kernel.keys.file;

  it('is asked for where it is needed, by name, and registers nowhere before', async () => {
    const one = lab();
    const service = await one.service();
    const refused = await service.tools('far', signal).catch((error: { details: object }) => error.details);
    expect(refused).to.include({ because: 'bridge-mcp.sign_in' });
    expect(server.grants).to.deep.equal([]);
    await one.prompt();
    expect(one.notices().join()).to.include('far: it wants a sign-in');
  });

  it('keeps tokens for their owner alone, uses them, and forgets them', async () => {
    const one = lab();
    const service = await one.service();
    await service.signIn('far', { signal, show: visit });
    expect((await service.callTool('far', 'hello', {}, signal)).text).to.equal('hello');
    expect(server.grants).to.deep.equal(['authorization_code']);
    if (process.platform !== 'win32') expect(statSync(authFile(one)).mode & 0o777).to.equal(0o600);
    expect(service.signedIn()[0]).to.include({ name: 'far', scope: 'mcp' });
    expect(JSON.stringify([service.signedIn(), service.servers()])).to.not.match(/access-|refresh-/);
    expect(await service.signOut('far')).to.equal(true);
    expect(await service.signOut('far')).to.equal(false);
    expect(readFileSync(authFile(one), 'utf8')).to.not.match(/access-|refresh-/);
  });

  it('is renewed without a person, once for all that need it at the same time', async () => {
    const one = lab();
    const service = await one.service();
    await service.signIn('far', { signal, show: visit });
    server.expire();
    const answers = await Promise.all([1, 2, 3].map(() => service.callTool('far', 'hello', {}, signal)));
    expect(answers.map(({ text }) => text)).to.deep.equal(['hello', 'hello', 'hello']);
    expect(server.grants).to.deep.equal(['authorization_code', 'refresh_token']);
  });

  it('is renewed by one of two programs, and the other takes what that one got', async () => {
    const one = lab();
    const two = lab();
    const first = await one.service();
    await first.signIn('far', { signal, show: visit });
    const second = await two.service();
    (two.kernel as { keys: KeyStore }).keys = new KeyStore({}, one.kernel.paths, {}, () => Promise.reject(new Error('no keychain here')));
    server.expire();
    const answers = await Promise.all([first, second].map((service) => service.callTool('far', 'hello', {}, signal)));
    expect(answers.map(({ text }) => text)).to.deep.equal(['hello', 'hello']);
    expect(server.grants).to.deep.equal(['authorization_code', 'refresh_token']);
  });

  it('counts at its own address only', async () => {
    const one = lab();
    await (await one.service()).signIn('far', { signal, show: visit });
    const other = await protectedServer();
    const moved = mcpLab({ servers: { far: { url: other.url } } });
    labs.push(moved);
    cpSync(join(one.dir, 'data'), join(moved.dir, 'data'), { recursive: true });
    const failure = await (await moved.service()).tools('far', signal).then(() => 'worked', String);
    expect(failure).to.include('sign_in');
    expect([...other.carried]).to.deep.equal(['']);
    await other.close();
  });

  it('goes with a code where the server is configured so', async () => {
    const one = lab({ oauth: { flow: 'device' } });
    const service = await one.service();
    await service.signIn('far', { signal, show: ({ code = '' }) => server.approve(code) });
    expect(server.grants).to.deep.equal(['device']);
    expect((await service.callTool('far', 'hello', {}, signal)).text).to.equal('hello');
  });

  it('is given up when the person gives up', async () => {
    const one = lab();
    const leave = new AbortController();
    const failure = await (await one.service())
      .signIn('far', { signal: leave.signal, show: () => leave.abort(new Error('left')) })
      .then(() => 'signed in', String);
    expect(failure).to.include('left');
    expect(server.grants).to.deep.equal([]);
  });
});
