import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { needs, SandboxLab } from '../support/sandbox-lab.ts';

describe('a command in the sandbox, on the network', () => {
  let lab: SandboxLab;
  const servers: (Server | HttpServer)[] = [];
  beforeEach(async function () {
    needs(this, 'bwrap', 'curl');
    lab = await SandboxLab.open();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await lab?.close();
  });

  const listen = async (server: Server | HttpServer): Promise<number> => {
    servers.push(server.listen(0, '127.0.0.1'));
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  };
  const web = (text: string): Promise<number> => listen(createHttp((_request, answer) => answer.end(text)));
  const curl = (port: number, more = ''): string => `curl -sS -m 5 ${more} http://127.0.0.1:${port}/`;

  it('connects unless that is switched off', async () => {
    const port = await web('hello');
    expect(await lab.run(curl(port))).to.include({ text: 'hello', exitCode: 0 });
    const off = await lab.run(curl(port), { wish: { network: 'off' } });
    expect(off.exitCode).not.to.equal(0);
    expect(off.note).to.match(/^\[This command ran in a sandbox without network\. .*unsandboxed: true/);
  });

  it('switched off, reaches nothing by any way, and has a loopback of its own', async function () {
    needs(this, 'socat');
    let heard = 0;
    const port = await listen(createServer((socket) => socket.end(String(++heard))));
    for (const command of [
      `exec 3<>/dev/tcp/127.0.0.1/${port}`,
      `socat -T1 - TCP:127.0.0.1:${port} </dev/null`,
      'curl -sS -m 2 http://1.1.1.1/',
      'getent hosts example.com',
      'unshare -Urn true 2>/dev/null; socat -T1 - ABSTRACT-CONNECT:/tmp/.X11-unix/X0 </dev/null',
    ])
      expect((await lab.run(command, { wish: { network: 'off' } })).exitCode, command).not.to.equal(0);
    expect(heard).to.equal(0);
    const own = 'socat TCP-LISTEN:8080,bind=127.0.0.1 SYSTEM:"echo own" & sleep 0.3; socat -T2 - TCP:127.0.0.1:8080 </dev/null';
    expect((await lab.run(own, { wish: { network: 'off' } })).text).to.equal('own\n');
  });

  it('with an allow-list, reaches one server and not the other', async function () {
    needs(this, 'socat');
    const [one, other] = [await web('one'), await web('other')];
    const wish = { allowHosts: [`127.0.0.1:${one}`] };
    expect(await lab.run(curl(one), { wish })).to.include({ text: 'one', exitCode: 0 });
    expect((await lab.run(curl(one, '--proxytunnel'), { wish })).text).to.equal('one');
    const refused = await lab.run(curl(other, '-f'), { wish });
    expect(refused.exitCode).not.to.equal(0);
    expect(refused.note).to.include(`without network except to 127.0.0.1:${one}`);
    expect((await lab.run(curl(other, '-f --proxytunnel'), { wish })).exitCode).not.to.equal(0);
    expect((await lab.run(curl(other, "--noproxy '*'"), { wish })).exitCode).not.to.equal(0);
  });

  it('with an allow-list, keeps exit codes, and leaves nothing running', async function () {
    needs(this, 'socat');
    const wish = { allowHosts: ['example.com'] };
    expect(await lab.run('exit 7', { wish })).to.include({ exitCode: 7, background: false });
    expect(await lab.run('sleep 30', { wish, timeoutMs: 600 })).to.include({ timedOut: true, background: false });
  });
});
