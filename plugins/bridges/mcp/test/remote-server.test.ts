import { type ChildProcess, spawn } from 'node:child_process';
import { createServer as createWebServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { EVERYTHING, type McpLab, mcpLab } from './support/mcp-lab.ts';

const { signal } = new AbortController();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a remote server', function () {
  this.timeout(60_000);
  let child: ChildProcess | undefined;
  let lab: McpLab;
  afterEach(async () => {
    await lab.close();
    child?.kill('SIGKILL');
    child = undefined;
  });
  const start = async (transport: 'streamableHttp' | 'sse', port: number): Promise<void> => {
    child = spawn(process.execPath, [EVERYTHING, transport], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' });
    for (let n = 0; n < 200; n++) {
      const there = await fetch(`http://127.0.0.1:${port}/nothing`).then(
        () => true,
        () => false,
      );
      if (there) return;
      await sleep(50);
    }
    throw new Error('the reference server does not listen');
  };

  it('is reached by streamable HTTP, and again after it was started anew', async () => {
    const port = await freePort();
    await start('streamableHttp', port);
    lab = mcpLab({ servers: { far: { url: `http://127.0.0.1:${port}/mcp` } } });
    const service = await lab.service();
    const echo = async () => (await service.callTool('far', 'echo', { message: 'hi' }, signal)).text;
    expect(await echo()).to.equal('Echo: hi');
    child?.kill('SIGKILL');
    await start('streamableHttp', port);
    expect(await echo()).to.equal('Echo: hi');
  });

  it('of the first version of the protocol is reached without being told', async () => {
    const port = await freePort();
    await start('sse', port);
    lab = mcpLab({ servers: { old: { url: `http://127.0.0.1:${port}/sse` } } });
    expect((await (await lab.service()).callTool('old', 'echo', { message: 'hi' }, signal)).text).to.equal('Echo: hi');
  });

  it('is told when we leave', async () => {
    const methods: string[] = [];
    const web = createWebServer((request, response) => {
      methods.push(request.method ?? '');
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { id, method } = JSON.parse(body || '{}') as { id?: number; method?: string };
        if (method !== 'initialize') return response.writeHead(request.method === 'GET' ? 405 : 202).end();
        const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'small', version: '1' } };
        response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'one' });
        return response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    });
    await new Promise<void>((resolve) => void web.listen(0, '127.0.0.1', resolve));
    lab = mcpLab({ servers: { small: { url: `http://127.0.0.1:${(web.address() as { port: number }).port}/mcp` } } });
    await (await lab.service()).connect('small', signal);
    await lab.close();
    expect(methods.at(-1)).to.equal('DELETE');
    web.closeAllConnections();
    web.close();
  });

  it('gets the headers that are configured, and never shows them', async () => {
    const port = await freePort();
    await start('sse', port);
    const servers = { old: { type: 'sse', url: `http://127.0.0.1:${port}/sse?key=hidden`, headers: { 'x-api-key': 'hidden-0123456789' } } };
    lab = mcpLab({ servers });
    const service = await lab.service();
    await service.connect('old', signal);
    expect(JSON.stringify(service.servers())).to.not.include('hidden');
  });
});
