import { writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect } from 'chai';
import type { McpHttpOptions } from '../../../../kernel/src/index.ts';
import { addSecret } from '../../../../kernel/src/index.ts';
import { calls, type LabTool, type Script, says, type TurnLab, turnLab } from '../../../../kernel/test/support/turn-lab.ts';
import { type ConformanceSuite, conformanceSuite } from '../../../../test/support/conformance-suite.ts';

const TOKEN = 'a-token-of-a-test';

interface Served {
  lab: TurnLab;
  url: string;
  close(): Promise<void>;
}

async function serve(
  tools: Record<string, LabTool>,
  lab: { script?: Script; judge?: (tool: string) => object } = {},
  more: Partial<McpHttpOptions> = {},
): Promise<Served> {
  const { script = () => says('done'), judge } = lab;
  const made = turnLab(script, { tools, bundled: ['@ock/service-mcp-server'], ...(judge && { judge: judge as never }) });
  await made.kernel.activateFor('onSession');
  const service = await made.kernel.use('service', 'mcp-server');
  const stop = new AbortController();
  const { url, closed } = await service.http({ host: '127.0.0.1', port: 0, token: TOKEN, signal: stop.signal, ...more });
  const close = async () => {
    stop.abort();
    await closed;
    await made.close();
  };
  return { lab: made, url, close };
}

const look: LabTool = { run: async ({ what }) => ({ text: `saw ${what}` }), parameters: { type: 'object', properties: { what: {} } } };

describe('opencode as an MCP server over HTTP', () => {
  let served: Served;
  const clients: Client[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await served.close();
  });
  const connect = async (): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(served.url), { requestInit }) as Parameters<Client['connect']>[0]);
    clients.push(client);
    return client;
  };
  const text = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;

  it('gives its tools, to several clients at once', async () => {
    const picture = async () => ({ text: 'a picture', attachments: [{ mime: 'image/png', data: 'AAAA' }] });
    const asks: LabTool = { run: async () => ({ text: 'never' }), permission: 'ask' };
    served = await serve({ look, picture: { run: picture }, asks });
    const [one, two] = await Promise.all([connect(), connect()]);
    const { tools } = await one.listTools();
    expect(tools.map(({ name }) => name)).to.deep.equal(['look', 'picture', 'prompt']);
    expect(tools[0]?.annotations?.readOnlyHint).to.equal(true);
    expect(text(await two.callTool({ name: 'look', arguments: { what: 'two' } }))).to.equal('saw two');
    const { content } = (await one.callTool({ name: 'picture', arguments: {} })) as { content: object[] };
    expect(content[1]).to.deep.equal({ type: 'image', mimeType: 'image/png', data: 'AAAA' });
  });

  it('refuses what would ask, and what no rule allows', async () => {
    const judge = () => ({ effect: 'ask', reason: 'it changes something' });
    served = await serve({ look }, { judge });
    const result = await (await connect()).callTool({ name: 'look', arguments: {} });
    expect(result.isError).to.equal(true);
    expect(text(result)).to.include('nobody can be asked');
  });

  it('lets a client give the agent a task, and go on with it', async () => {
    const script: Script = (_r, n) => (n === 1 ? calls(['look', { what: 'the task' }]) : says(`answer ${n}`));
    served = await serve({ look }, { script });
    const client = await connect();
    const told: string[] = [];
    const onprogress = ({ message = '' }: { message?: string }) => void told.push(message);
    const first = await client.callTool({ name: 'prompt', arguments: { prompt: 'do it' } }, undefined, { onprogress });
    expect(first.structuredContent).to.include({ text: 'answer 2', outcome: 'success', turns: 2 });
    expect(told).to.include('look');
    const { session } = first.structuredContent as { session: string };
    const second = await client.callTool({ name: 'prompt', arguments: { prompt: 'more', session } });
    expect(second.structuredContent).to.include({ text: 'answer 3', session });
    expect((await client.callTool({ name: 'prompt', arguments: { prompt: 'x', session: 'nothing' } })).isError).to.equal(true);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).to.include(`session:///${session}`);
    const { contents } = await client.readResource({ uri: `session:///${session}` });
    expect((contents[0] as { text: string }).text).to.include('answer 3');
  });

  it('gives files of the folder as far as `read` may see them', async () => {
    const read: LabTool = { run: async () => ({ text: 'read' }), parameters: { type: 'object', properties: { filePath: {}, limit: {} } } };
    let allowed = true;
    const judge = () => (allowed ? { effect: 'allow', reason: 'ok' } : { effect: 'deny', reason: 'not this one', by: 'rule' });
    served = await serve({ read }, { judge });
    const { dir } = served.lab;
    writeFileSync(join(dir, 'a.md'), '# a');
    writeFileSync(join(dir, '.env'), 'KEY=1');
    const client = await connect();
    const { resources } = await client.listResources();
    const files = resources.filter(({ uri }) => uri.startsWith('file:')).map(({ name }) => name);
    expect(files).to.include('a.md').and.not.include('.env');
    const uri = pathToFileURL(join(dir, 'a.md')).href;
    expect((await client.readResource({ uri })).contents).to.deep.equal([{ uri, mimeType: 'text/markdown', text: '# a' }]);
    const key = 'planted-served-key-8675309';
    addSecret(key);
    writeFileSync(join(dir, 'b.md'), `key: ${key}`);
    expect(JSON.stringify(await client.readResource({ uri: pathToFileURL(join(dir, 'b.md')).href })))
      .to.include('key: ')
      .and.not.include(key);
    const refused = async (address: string) => client.readResource({ uri: address }).then(() => 'read', String);
    expect(await refused('file:///etc/hostname')).to.include('no resource');
    expect(await refused(`${pathToFileURL(dir).href}/../../etc/hostname`)).to.include('no resource');
    expect(await refused('http://example.com/')).to.include('no resource');
    const ref = { type: 'ref/resource' as const, uri: `${pathToFileURL(dir).href}/{+path}` };
    const { completion } = await client.complete({ ref, argument: { name: 'path', value: 'a' } });
    expect(completion).to.deep.equal({ values: ['a.md'], total: 1, hasMore: false });
    allowed = false;
    expect(await refused(uri)).to.include('not this one');
  });

  it('gives its agents as prompts', async () => {
    served = await serve({});
    const client = await connect();
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).to.deep.equal(['build']);
    const { messages } = await client.getPrompt({ name: 'build', arguments: { task: 'Fix it.' } });
    expect(messages[0]?.content).to.deep.equal({ type: 'text', text: 'Work.\n\nFix it.' });
  });

  it('answers nobody without the token, from another site, or by another name', async () => {
    served = await serve({});
    const ask = (headers: Record<string, string>, path = '/mcp') =>
      new Promise<number>((resolve, reject) => {
        const { port } = new URL(served.url);
        const sent = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.once('error', reject).end('{}');
      });
    const good = { authorization: `Bearer ${TOKEN}` };
    expect(await ask({})).to.equal(401);
    expect(await ask({ authorization: 'Bearer wrong' })).to.equal(401);
    expect(await ask({ ...good, origin: 'https://evil.example' })).to.equal(403);
    expect(await ask({ ...good, host: 'evil.example' })).to.equal(403);
    expect(await ask({ ...good, 'mcp-session-id': 'made-up' })).to.equal(404);
    expect(await ask(good, '/other')).to.equal(404);
  });
});

/**
 * Every scenario for what our server has. Not applicable: `tools-call-sampling`, `tools-call-elicitation`, `elicitation-*` (it asks its client
 * nothing: what would ask is refused), `resources-subscribe` and `-unsubscribe` (not among its capabilities), `prompts-get-with-args`,
 * `-embedded-resource` and `-with-image` (its prompts take a task and are text), `server-sse-polling` (its tools close no streams).
 */
const SCENARIOS = [
  ...['server-initialize', 'ping', 'logging-set-level', 'tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection'],
  ...[
    'tools-call-simple-text',
    'tools-call-image',
    'tools-call-audio',
    'tools-call-embedded-resource',
    'tools-call-mixed-content',
    'tools-call-error',
    'tools-call-with-progress',
  ],
  ...['tools-call-with-logging', 'json-schema-2020-12', 'server-sse-multiple-streams', 'completion-complete'],
  ...['resources-read-text', 'resources-read-binary', 'resources-templates-read', 'prompts-get-simple'],
];

describe('the conformance suite finds the server right', function () {
  this.timeout(300_000);
  let suite: ConformanceSuite;
  let served: Served;
  let proxy: HttpServer;
  before(async function () {
    const found = await conformanceSuite();
    if (typeof found === 'string') {
      process.stdout.write(`    conformance suite: ${found}\n`);
      this.skip();
    }
    suite = found;
    const parameters = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: { address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
      properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
      additionalProperties: false,
    };
    const gives = (output: object): LabTool => ({ run: async () => ({ text: 'This is a simple text response for testing.', ...output }) });
    served = await serve({
      test_simple_text: gives({}),
      test_image_content: gives({ attachments: [{ mime: 'image/png', data: 'iVBORw0KGgo=' }] }),
      test_audio_content: gives({ attachments: [{ mime: 'audio/wav', data: 'UklGRg==' }] }),
      test_embedded_resource: gives({ attachments: [{ mime: 'application/pdf', data: 'JVBERg==', name: 'a.pdf' }] }),
      test_multiple_content_types: gives({
        attachments: [
          { mime: 'image/png', data: 'iVBORw0KGgo=' },
          { mime: 'application/pdf', data: 'JVBERg==', name: 'a.pdf' },
        ],
      }),
      test_error_handling: gives({ text: 'This tool intentionally returns an error for testing', isError: true }),
      test_tool_with_progress: {
        run: async (_input, { progress }) => {
          for (const share of ['0', '50', '100']) progress(`${share}\n`);
          return { text: 'done' };
        },
      },
      test_tool_with_logging: {
        run: async () => {
          const { kernel } = served.lab;
          const notice = { type: 'notice', session_id: '', time: 0, level: 'info', code: 'x' } as const;
          for (const text of ['started', 'processing', 'completed']) kernel.emit({ ...notice, text });
          return { text: 'done' };
        },
      },
      read: { ...gives({}), parameters: { type: 'object', properties: { filePath: {}, limit: {} } } },
      json_schema_2020_12_tool: { ...gives({}), parameters },
    });
    const { dir } = served.lab;
    writeFileSync(join(dir, 'static.txt'), 'This is the content of the static text resource.');
    writeFileSync(join(dir, 'static.png'), Buffer.from('iVBORw0KGgoAAAAN', 'base64'));
    writeFileSync(join(dir, '123'), 'data of 123');
    const ours: Record<string, string> = {
      ...{ 'test://static-text': `${pathToFileURL(dir).href}/static.txt`, 'test://static-binary': `${pathToFileURL(dir).href}/static.png` },
      ...{ 'test://template/123/data': `${pathToFileURL(dir).href}/123`, test_simple_prompt: 'build' },
    };
    // the suite knows no tokens and has names of its own for what it asks for: this puts ours in
    proxy = createServer(async (request, response) => {
      const { port } = new URL(served.url);
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      let body = Buffer.concat(chunks).toString('utf8');
      for (const [theirs, own] of Object.entries(ours)) body = body.replaceAll(`"${theirs}"`, `"${own}"`);
      const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const headers = { ...request.headers, ...length, authorization: `Bearer ${TOKEN}` };
      const onward = httpRequest({ host: '127.0.0.1', port, path: request.url, method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => response.destroy());
      onward.end(body);
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    proxy?.close();
    proxy?.closeAllConnections();
    await served?.close();
  });

  for (const scenario of SCENARIOS) {
    it(scenario, async () => {
      const { passed, said } = await suite.server(scenario, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`);
      expect(passed, said).to.equal(true);
    });
  }
});
