import { getEventListeners } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { calls, says } from '../../../../kernel/test/support/turn-lab.ts';
import { EVERYTHING, FILESYSTEM, type McpLab, mcpLab, nodeServer } from './support/mcp-lab.ts';

const idle = new AbortController().signal;

describe('the reference server "everything"', function () {
  this.timeout(60_000);
  let lab: McpLab;
  afterEach(() => lab.close());
  const servers = { every: nodeServer(EVERYTHING) };
  const once = (...list: Parameters<typeof calls>): McpLab => {
    lab = mcpLab({ servers, lazy: false, script: (_r, n) => (n === 1 ? calls(...list) : says('ok')) });
    return lab;
  };

  it('is offered to the model with its tools, resources behind two of ours', async () => {
    await once(['every_echo', { message: 'hello' }]).prompt();
    const names = lab.requests[0]?.tools.map(({ name }) => name) ?? [];
    expect(names).to.include.members(['every_echo', 'mcp_list_resources', 'mcp_read_resource']);
    expect(names).to.deep.equal([...names].sort());
    expect(lab.notices()).to.deep.equal([]);
    expect(lab.requests[0]?.system).to.include('Work.').and.include('MCP server every says of its tools:');
  });

  it('answers with text, images, structured content and mistakes', async () => {
    const results = await once(
      ['every_echo', { message: 'hello' }],
      ['every_get-sum', { a: 2, b: 3 }],
      ['every_get-tiny-image', {}],
      ['every_get-structured-content', { location: 'Chicago' }],
      ['every_get-sum', { a: 'x' }],
    ).prompt();
    expect(results[0]).to.equal('Echo: hello');
    expect(results[1]).to.include('5');
    expect(results[2]).to.match(/\[image: image\/png, [\d.]+ KB, attached\]/);
    expect(results[3]).to.include('"temperature"');
    expect(results[4]).to.include('do not fit its schema');
  });

  it('reports progress as it works', async () => {
    await once(['every_trigger-long-running-operation', { duration: 0.3, steps: 3 }]).prompt();
    const told = lab.events.flatMap((event) => (event.type === 'tool_progress' ? [event.text] : [])).join('');
    expect(told).to.include('2/3');
  });

  it('leaves nothing on the signal of its caller', async () => {
    lab = mcpLab({ servers });
    const service = await lab.service();
    const { signal } = new AbortController();
    for (let n = 0; n < 3; n++) await service.callTool('every', 'echo', { message: 'x' }, signal);
    await service.resources('every', signal);
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });

  it('lists and reads resources', async () => {
    const results = await once(['mcp_list_resources', {}]).prompt();
    const uri = /\S+:\/\/\S+/.exec(results[0] ?? '')?.[0] ?? '';
    expect(uri).to.not.equal('');
    const service = await lab.service();
    expect((await service.readResource('every', uri, idle)).text).to.not.equal('');
    expect((await service.resources('every', idle)).some(({ template }) => template)).to.equal(true);
  });

  it('tells its prompts, with arguments', async () => {
    lab = mcpLab({ servers });
    const service = await lab.service();
    const { server, tools, prompts } = await service.connect('every', idle);
    expect(server?.name).to.include('everything');
    expect(tools).to.be.greaterThan(5);
    expect(prompts).to.be.greaterThan(1);
    const withArguments = service.prompts().find(({ arguments: args }) => args.some(({ required }) => required));
    const args = Object.fromEntries((withArguments?.arguments ?? []).map(({ name }) => [name, 'Paris']));
    expect((await service.prompt('every', withArguments?.name ?? '', args, idle)).text).to.include('Paris');
  });
});

describe('the reference server "filesystem"', function () {
  this.timeout(60_000);
  let lab: McpLab;
  afterEach(() => lab.close());

  it('works in the folder it is given and in no other', async () => {
    lab = mcpLab({
      script: (_r, n) =>
        n === 1
          ? calls(
              ['files_write_file', { path: join(lab.dir, 'new.txt'), content: 'made by a server' }],
              ['files_read_text_file', { path: join(lab.dir, 'new.txt') }],
              ['files_read_text_file', { path: '/etc/hostname' }],
            )
          : says('ok'),
    });
    (lab.kernel.config.config as { mcp?: object }).mcp = { servers: { files: nodeServer(FILESYSTEM, [lab.dir]) } };
    writeFileSync(join(lab.dir, 'old.txt'), 'old');
    const results = await lab.prompt();
    expect(existsSync(join(lab.dir, 'new.txt'))).to.equal(true);
    expect(results[1]).to.include('made by a server');
    expect(results[2]).to.match(/denied/i);
  });
});
