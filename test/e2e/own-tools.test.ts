import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest, Step } from '../fake-model/server.ts';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';

const setUp = labs();

type Offered = { function: { name: string; description: string } };
const offered = ({ body }: FakeRequest) => (body.tools as Offered[]).map(({ function: { name } }) => name);
const description = ({ body }: FakeRequest, id: string) =>
  (body.tools as Offered[]).find(({ function: { name } }) => name === id)?.function.description;
const results = (stdout: string) => lines(stdout).flatMap((line) => (line.type === 'tool_result' ? [String(line.output)] : []));
const notices = (stdout: string) => lines(stdout).flatMap((line) => (line.type === 'notice' ? [String(line.text)] : []));

function put(sandbox: Sandbox, path: string, text: string): void {
  const file = join(sandbox.work, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (text.startsWith('#!')) chmodSync(file, 0o755);
}

/** A repository with a skill and tools of each sort. */
function repository(sandbox: Sandbox): void {
  mkdirSync(join(sandbox.work, '.git'), { recursive: true });
  put(sandbox, '.agents/skills/notes/SKILL.md', '---\nname: notes\ndescription: Writes release notes\n---\nTHE STEPS\n');
  put(
    sandbox,
    '.opencode/tools/hello.ts',
    `import { writeFileSync } from 'node:fs'; writeFileSync('imported', '');
     export default { description: 'Greets', parameters: { who: 'string' }, run: ({ who }: { who: string }) => 'hello ' + who };`,
  );
  put(sandbox, 'scripts/status', '#!/bin/sh\necho "state of $1"; touch ran\n');
  put(
    sandbox,
    'opencode.toml',
    '[tool.status]\ncommand = "./scripts/status {service}"\ndescription = "State"\nschema = { service = "string" }\n',
  );
}
const call = (name: string, input: object): Step => ({ toolCalls: [{ name, input }] });
const run = (sandbox: Sandbox, ...args: string[]) => sandbox.run(['run', '--title', 'x', '--format', 'stream-json', ...args, 'go']);

describe('skills and tools of one’s own in a session', () => {
  const all = [call('skill', { name: 'notes' }), call('hello', { who: 'you' }), call('status', { service: 'web; id' }), { text: 'Done.' }];

  it('are offered, judged and used where the folder is trusted', async () => {
    const { sandbox, fake } = await setUp({ script: all }, '[permissions]\nallow = ["hello"]\n');
    repository(sandbox);
    const { stdout, code, stderr } = await run(sandbox, '--trust');
    expect(code, stderr).to.equal(0);
    const [first] = fake.requests as [FakeRequest];
    expect(offered(first)).to.include('skill');
    expect(offered(first).slice(-2)).to.deep.equal(['hello', 'status']);
    expect(description(first, 'skill')).to.include('\nSkills:\n- notes: Writes release notes');
    const [skill, hello, status] = results(stdout);
    expect(skill).to.include('THE STEPS').and.include(join(sandbox.work, '.agents/skills/notes'));
    expect(hello).to.equal('hello you');
    expect(status).to.match(/^Denied: needs permission \(it runs .*scripts\/status 'web; id'\)/);
    expect(existsSync(join(sandbox.work, 'ran'))).to.equal(false);
    const bodies = fake.requests.map(({ body }) => JSON.stringify(body.tools));
    expect(new Set(bodies).size, 'the same tools in every request').to.equal(1);
  });

  it('run with what allows them', async () => {
    const { sandbox } = await setUp({ script: all });
    repository(sandbox);
    const { stdout } = await run(sandbox, '--trust', '--auto');
    expect(results(stdout)[2]).to.equal('state of web; id\n');
  });

  it('are not there, not imported and not run where nobody trusts the folder', async () => {
    const { sandbox, fake } = await setUp({ script: all });
    repository(sandbox);
    symlinkSync('/etc/passwd', join(sandbox.work, '.agents/skills/notes/passwd'));
    const { stdout, code } = await run(sandbox, '--auto');
    expect(code).to.equal(0);
    const [first] = fake.requests as [FakeRequest];
    for (const id of ['skill', 'hello', 'status']) expect(offered(first), id).to.not.include(id);
    expect(results(stdout).join('\n')).to.not.match(/THE STEPS|hello you|state of|root:/);
    for (const made of ['imported', 'ran']) expect(existsSync(join(sandbox.work, made)), made).to.equal(false);
    const told = notices(stdout).filter((text) => text.includes('not trusted'));
    expect(told.filter((text) => text.includes('.agents/skills'))).to.have.length(1);
    expect(told.filter((text) => text.includes('.opencode/tools'))).to.have.length(1);
  });

  it('cost nothing where there are none', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'Done.' }] });
    const list = join(sandbox.dir, 'chunks.txt');
    const preload = join(sandbox.dir, 'watch.cjs');
    writeFileSync(
      preload,
      `const fs = require('node:fs'); const read = fs.readFileSync;
       fs.readFileSync = (file, ...more) => { if (/[\\\\/]dist[\\\\/]/.test(String(file))) fs.appendFileSync(${JSON.stringify(list)}, file + '\\n'); return read(file, ...more); };`,
    );
    const { code } = await sandbox.run(['run', '--title', 'x', 'go'], { env: { NODE_OPTIONS: `--require=${preload}` } });
    expect(code).to.equal(0);
    expect(offered((fake.requests as [FakeRequest])[0])).to.not.include('skill');
    expect(readFileSync(list, 'utf8'))
      .to.include('kernel')
      .and.not.match(/tool-skill|custom-tools|vendor.yaml/);
  });

  it('of sub-agents are those of their parent', async () => {
    const script = { handler: (request: FakeRequest) => step(request) };
    const step = (request: FakeRequest): Step => {
      const text = JSON.stringify(request.body);
      if (text.includes('You are a sub-agent')) return text.includes('THE STEPS') ? { text: 'read' } : call('skill', { name: 'notes' });
      return text.includes('[session ses_') ? { text: 'Done.' } : call('task', { description: 'x', prompt: 'CHILD', agent: 'explore' });
    };
    const { sandbox, fake } = await setUp(script);
    repository(sandbox);
    const { stdout } = await run(sandbox, '--trust');
    expect(lines(stdout).at(-1)).to.include({ type: 'result', result: 'Done.' });
    expect(fake.requests.some(({ body }) => JSON.stringify(body).includes('THE STEPS'))).to.equal(true);
  });
});
