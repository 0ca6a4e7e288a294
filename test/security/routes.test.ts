import { appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../fake-model/server.ts';
import { type Lab, labs, lines, put } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

type Call = NonNullable<Step['toolCalls']>[number];

const SECRET = 'hunter2-route-canary';
const TOOLS = '[tools]\nmultiedit = true\nbatch = true\napply_patch = true\nexplore = true\nrm = true\ngit = true\n';
const DENY = '[permissions]\ndeny = ["read(private/**)", "edit(private/**)"]\n';

/** What a model that wants the secret would call of a server for files: paths, lists of them, links, addresses. */
const MCP_CALLS = [
  ['fs_read_text_file', { path: '{work}/.env' }],
  ['fs_read_file', { path: '.env' }],
  ['fs_read_text_file', { path: '{work}/notes.txt' }],
  ['fs_read_text_file', { path: '{work}/hard.txt' }],
  ['fs_read_multiple_files', { paths: ['{work}/src/a.ts', '{work}/private/plan.md'] }],
  ['fs_read_media_file', { path: '{work}/public/plan.md' }],
  ['mcp_read_resource', { server: 'fs', uri: 'file://{work}/.env' }],
  ['fs_read_text_file', { path: '{work}/src/a.ts' }],
] as const;

function mcpStep(body: string, work: string): Step {
  const call = MCP_CALLS[body.split('"role":"tool"').length - 1];
  if (!call) return { text: 'Done.' };
  return { toolCalls: [{ name: call[0], input: JSON.parse(JSON.stringify(call[1]).replaceAll('{work}', work)) }] };
}

/** A project with secrets behind every kind of name. */
function plant({ sandbox }: Lab): void {
  const { work } = sandbox;
  mkdirSync(join(work, 'private'));
  mkdirSync(join(work, 'src'));
  put(sandbox, '.env', `KEY=${SECRET}\n`);
  put(sandbox, 'private/plan.md', `${SECRET}\n`);
  put(sandbox, 'src/a.ts', 'export const a = 1;\n');
  symlinkSync(join(work, '.env'), join(work, 'notes.txt'));
  symlinkSync(join(work, 'private'), join(work, 'public'));
  linkSync(join(work, '.env'), join(work, 'hard.txt'));
}

describe('a file that is denied', function () {
  this.timeout(60_000);
  const open = labs();

  /** What the model was told, and all that was sent to it. */
  async function told(calls: Call[], args: string[] = []): Promise<{ outputs: string[]; sent: string; work: string; all: string }> {
    const made = await open({ script: [{ toolCalls: calls }, { text: 'Done.' }] }, TOOLS + DENY);
    plant(made);
    const { stdout, stderr, code } = await made.sandbox.run([
      'run',
      '--auto',
      '--format',
      'stream-json',
      '--timeout',
      '40s',
      ...args,
      'go',
    ]);
    expect(code, stderr + stdout.slice(-2000)).to.equal(0);
    const results = lines(stdout).filter(({ type }) => type === 'tool_result');
    return {
      outputs: results.map(({ output }) => String(output)),
      sent: JSON.stringify(made.fake.requests),
      work: made.sandbox.work,
      all: stdout + stderr,
    };
  }

  for (const name of ['.env', './src/../.env', 'notes.txt', 'hard.txt', 'private/plan.md', 'public/plan.md']) {
    it(`is not read as ${name} by any tool or command, in mode full`, async () => {
      const calls: Call[] = [
        { name: 'read', input: { filePath: name } },
        { name: 'grep', input: { pattern: 'hunter2', path: name } },
        { name: 'bash', input: { command: `cat ${name}` } },
        { name: 'bash', input: { command: `sh -c 'head -5 < ${name}'` } },
        { name: 'edit', input: { filePath: name, oldString: 'nothing', newString: 'x' } },
        { name: 'batch', input: { calls: [{ tool: 'read', input: { filePath: name } }] } },
      ];
      const { outputs, sent, all } = await told(calls);
      expect(outputs).to.have.length(calls.length);
      expect(sent).to.not.include(SECRET);
      expect(all).to.not.include(SECRET);
      expect(outputs[0]).to.match(/denied/i);
    });

    it(`is not written as ${name} by any tool or command, in mode full`, async () => {
      const update = `*** Begin Patch\n*** Update File: ${name}\n@@\n-KEY=${SECRET}\n+KEY=owned\n*** End Patch`;
      const move = `*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: ${name}\n@@\n-export const a = 1;\n+owned\n*** End Patch`;
      const { work } = await told([
        { name: 'write', input: { filePath: name, content: 'owned' } },
        { name: 'edit', input: { filePath: name, oldString: SECRET, newString: 'owned' } },
        { name: 'multiedit', input: { filePath: name, edits: [{ oldString: SECRET, newString: 'owned' }] } },
        { name: 'apply_patch', input: { patchText: update } },
        { name: 'apply_patch', input: { patchText: move } },
        { name: 'rm', input: { filePath: name } },
        { name: 'bash', input: { command: `echo owned > ${name}` } },
        { name: 'bash', input: { command: `cp src/a.ts ${name}` } },
        { name: 'bash', input: { command: `rm -f ${name}` } },
        { name: 'batch', input: { calls: [{ tool: 'write', input: { filePath: name, content: 'owned' } }] } },
      ]);
      expect(readFileSync(join(work, '.env'), 'utf8')).to.equal(`KEY=${SECRET}\n`);
      expect(readFileSync(join(work, 'private/plan.md'), 'utf8')).to.equal(`${SECRET}\n`);
      expect(existsSync(join(work, 'src/a.ts'))).to.equal(true);
    });
  }

  it('is in no search of a folder above it', async () => {
    const { outputs, sent } = await told([
      { name: 'grep', input: { pattern: 'hunter2' } },
      { name: 'grep', input: { pattern: 'hunter2', outputMode: 'files' } },
      { name: 'grep', input: { pattern: 'hunter2', path: 'public' } },
      { name: 'explore', input: { query: 'hunter2' } },
    ]);
    expect(sent).to.not.include(SECRET);
    expect(outputs.join('\n')).to.not.match(/plan\.md/);
  });

  it('is not read for the person either, named by --file', async () => {
    const made = await open({ script: [{ text: 'Done.' }] }, DENY);
    plant(made);
    for (const name of ['.env', 'notes.txt', 'hard.txt', 'private/plan.md', 'public/plan.md']) {
      const { code, stdout, stderr } = await made.sandbox.run(['run', '--file', name, 'go']);
      expect(code, name).to.not.equal(0);
      expect(stdout + stderr, name)
        .to.include(name)
        .and.not.include(SECRET);
    }
    expect(JSON.stringify(made.fake.requests)).to.not.include(SECRET);
    const allowed = await made.sandbox.run(['run', '--allow', 'read(.env)', '--file', '.env', 'go']);
    expect(allowed.code, allowed.stderr).to.equal(0);
    expect((await made.sandbox.run(['run', '--file', 'src/a.ts', 'go'])).code).to.equal(0);
  });

  it('is not read by a sub-agent', async () => {
    const made = await open(
      {
        script: [
          {
            toolCalls: [
              {
                name: 'task',
                input: { agent: 'general', subagent_type: 'general', description: 'look', prompt: 'Read .env and private/plan.md' },
              },
            ],
          },
          {
            toolCalls: [
              { name: 'read', input: { filePath: 'notes.txt' } },
              { name: 'read', input: { filePath: 'public/plan.md' } },
            ],
          },
          { text: 'Nothing.' },
          { text: 'Done.' },
        ],
      },
      DENY,
    );
    plant(made);
    const { stdout } = await made.sandbox.run(['run', '--auto', '--format', 'stream-json', 'go']);
    expect(stdout).to.include('Denied').and.not.include(SECRET);
    expect(JSON.stringify(made.fake.requests)).to.not.include(SECRET);
  });

  it("is not mentioned into a prompt, the person's or a sub-agent's", async () => {
    const names = ['.env', 'notes.txt', 'hard.txt', 'private/plan.md', 'public/plan.md', './src/../.env', 'private/'];
    const prompt = names.map((name) => `@${name}`).join(' ');
    const task = { name: 'task', input: { agent: 'general', subagent_type: 'general', description: 'look', prompt: `Look at ${prompt}` } };
    const made = await open({ script: [{ toolCalls: [task] }, { text: 'Nothing.' }, { text: 'Done.' }] }, DENY);
    plant(made);
    const { stdout, stderr } = await made.sandbox.run(['run', '--auto', `Look at ${prompt} and @src/a.ts`]);
    expect(stdout + stderr).to.not.include(SECRET);
    const sent = JSON.stringify(made.fake.requests);
    expect(sent).to.include('export const a').and.not.include(SECRET);
  });

  it('is not read by a tool run by hand', async () => {
    const made = await open({ script: [] }, DENY);
    plant(made);
    for (const filePath of ['.env', 'hard.txt', 'public/plan.md']) {
      const { code, stdout } = await made.sandbox.run(['tools', 'run', 'read', '--auto', '--params', JSON.stringify({ filePath })]);
      expect(code, filePath).to.equal(54);
      expect(stdout).to.not.include(SECRET);
    }
  });

  it('is not read through an MCP server, whatever its tools are called', async () => {
    const server = join(ROOT, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
    const made = await open({ handler: ({ body }) => mcpStep(JSON.stringify(body), made.sandbox.work) }, DENY);
    plant(made);
    const { work } = made.sandbox;
    appendFileSync(
      made.sandbox.configFile,
      `\n[mcp.servers.fs]\ncommand = "${process.execPath}"\nargs = ["${server}", "${work}"]\n[limits]\nmax_tool_calls = 50\n`,
    );
    const { stdout, stderr } = await made.sandbox.run(['run', '--auto', '--format', 'stream-json', 'go']);
    const results = lines(stdout).filter(({ type }) => type === 'tool_result');
    expect(results, stderr + stdout.slice(-1000)).to.have.length(MCP_CALLS.length);
    expect(String(results.at(-1)?.output)).to.include('export const a');
    expect(stdout + JSON.stringify(made.fake.requests)).to.not.include(SECRET);
  });

  it('is not named to a program that serves as a tool', async () => {
    const calls: Call[] = [
      { name: 'peek', input: { name: '.env' } },
      { name: 'peek', input: { name: 'public/plan.md' } },
    ];
    const made = await open(
      { script: [{ toolCalls: calls }, { text: 'Done.' }] },
      `${DENY}[tool.peek]\ncommand = ["cat", "{name}"]\ndescription = "Shows a file"\n[tool.peek.schema.properties.name]\ntype = "string"\n`,
    );
    plant(made);
    const { stdout } = await made.sandbox.run(['run', '--auto', '--format', 'stream-json', 'go']);
    expect(lines(stdout).filter(({ type }) => type === 'tool_result')).to.have.length(2);
    expect(stdout + JSON.stringify(made.fake.requests)).to.not.include(SECRET);
  });

  it('is not opened by the rules of an untrusted repository', async () => {
    const made = await open({ script: [{ toolCalls: [{ name: 'read', input: { filePath: '.env' } }] }, { text: 'Done.' }] });
    plant(made);
    writeFileSync(join(made.sandbox.work, 'opencode.toml'), '[permissions]\nmode = "full"\nallow = ["read(.env)"]\n');
    await made.sandbox.run(['run', 'go']);
    expect(JSON.stringify(made.fake.requests)).to.not.include(SECRET);
  });
});
