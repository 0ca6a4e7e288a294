import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginContext, Tool, ToolOutput } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, temporaryFolder, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);
const kernelWith = (plans_dir?: string): Partial<PluginContext> => ({ kernel: { config: { config: { plans_dir } } } as never });
const steps = [{ text: 'look' }, { text: 'change', notes: 'src/a.ts\nsrc/b.ts' }, { text: 'verify' }];

toolContract({
  pluginDir,
  context: kernelWith(),
  input: { action: 'create', title: 'Log in', text: 'Goal: people log in.', steps: [{ text: 'look', status: 'in_progress', id: 'a' }] },
  minimal: { action: 'create', title: 'Log in', steps: [{ text: 'look' }] },
  failing: { action: 'update', steps: [{ id: '9', status: 'completed' }] },
});

describe('tool:plan', () => {
  let ctx: TestToolContext;
  let plans: string;

  beforeEach(async () => {
    ctx = await testToolContext();
    plans = join(await temporaryFolder(), 'plans');
  });
  afterEach(async () => {
    await ctx.dispose();
    rmSync(join(plans, '..'), { recursive: true });
  });

  const call = async (input: object, folder?: string): Promise<ToolOutput> => {
    const { registered } = await activatePlugin(pluginDir, { context: kernelWith(folder) });
    return (registered.get('tool:plan') as Tool<object>).run(input, ctx);
  };
  const refused = (input: object): Promise<string> =>
    call(input).then(
      ({ text }) => expect.fail(text),
      (error: Error) => error.message,
    );

  it('creates, changes steps by id, adds others and shows the plan later', async () => {
    await call({ action: 'create', title: 'Log in', text: 'Goal: people log in.', steps });
    const update = {
      action: 'update',
      steps: [
        { id: '1', status: 'completed' },
        { id: '2', status: 'blocked', notes: '' },
        { id: '3', status: 'cancelled' },
        { text: 'tell' },
      ],
    };
    const changed = await call(update);
    expect(changed.text).to.equal(
      '# Log in\n\nGoal: people log in.\n\n- [x] 1. look\n- [ ] 2. change (blocked)\n- [-] 3. verify (cancelled)\n- [ ] 4. tell\n',
    );
    expect(changed.title).to.equal('Log in: 1 of 3 done');
    expect((await call({ action: 'view' })).text).to.equal(changed.text);
    expect(ctx.state.get('plan')).to.deep.include({ title: 'Log in' });
  });

  it('refuses what cannot be meant and keeps the plan', async () => {
    expect(await refused({ action: 'view' })).to.contain('no plan yet');
    expect(await refused({ action: 'create', title: ' ', steps })).to.contain('title');
    expect(await refused({ action: 'create', title: 'x' })).to.contain('steps');
    await call({ action: 'create', title: 'x', steps });
    expect(await refused({ action: 'update', steps: [{ id: '1', status: 'completed' }, { id: '7' }] })).to.contain('no step 7');
    expect(await refused({ action: 'update', steps: [{ status: 'pending' }] })).to.contain('text');
    expect(await refused({ action: 'create', title: 'y', steps: Array(101).fill({ text: 'z' }) })).to.contain('100');
    expect((await call({ action: 'view' })).text)
      .to.contain('- [ ] 1. look')
      .and.to.contain('  src/a.ts\n  src/b.ts');
  });

  it('writes the plan into the folder of plans, each one into a file of its own', async () => {
    const made = await call({ action: 'create', title: 'Löse "Das": Problem/../x', steps }, plans);
    const [name] = readdirSync(plans);
    expect(name).to.match(/^\d{4}-\d\d-\d\d-lose-das-problem-x\.md$/);
    const file = join(plans, name ?? '');
    expect(made.metadata?.files_changed).to.deep.equal([file]);
    const changed = await call({ action: 'update', steps: [{ id: '1', status: 'completed' }] }, plans);
    expect(readFileSync(file, 'utf8')).to.contain('- [x] 1. look');
    expect(changed.text).to.contain(readFileSync(file, 'utf8'));
    await call({ action: 'create', title: 'Löse "Das": Problem/../x', steps }, plans);
    expect(readdirSync(plans)).to.have.length(2);
    expect(readFileSync(file, 'utf8')).to.contain('- [x] 1. look');
  });

  it('counts a relative folder from the one worked in', async () => {
    const made = await call({ action: 'create', title: 'x', steps }, 'notes/plans');
    expect(made.metadata?.files_changed?.[0]).to.match(/^\//);
    expect(readdirSync(join(ctx.cwd, 'notes/plans'))).to.have.length(1);
  });

  it('never overwrites what somebody else wrote there, and writes again what was removed', async () => {
    await call({ action: 'create', title: 'x', steps }, plans);
    const file = join(plans, readdirSync(plans)[0] ?? '');
    writeFileSync(file, 'mine\n');
    const told = await call({ action: 'update', steps: [{ id: '1', status: 'completed' }] }, plans);
    expect(told.text).to.contain('Somebody else changed').and.to.contain('- [x] 1. look');
    expect(told.metadata).not.to.have.property('files_changed');
    expect(readFileSync(file, 'utf8')).to.equal('mine\n');
    rmSync(file);
    await call({ action: 'update', steps: [{ id: '2', status: 'completed' }] }, plans);
    expect(readFileSync(file, 'utf8')).to.contain('- [x] 2. change');
  });

  it('follows no link and no name out of an imported session', async () => {
    const victim = join(plans, '..', 'victim.md');
    writeFileSync(victim, '');
    const { fileStamp } = await import('@ock/kernel');
    for (const name of ['../victim.md', victim, 'link.md']) {
      rmSync(plans, { recursive: true, force: true });
      await call({ action: 'create', title: 'x', steps }, plans);
      symlinkSync(victim, join(plans, 'link.md'));
      ctx.state.set('plan', { ...(ctx.state.get('plan') as object), file: { name, stamp: fileStamp('') } });
      await call({ action: 'update', steps: [{ id: '1', status: 'completed' }] }, plans);
      expect(readFileSync(victim, 'utf8'), name).to.equal('');
    }
    ctx.state.set('plan', { title: 7, steps: 'many' });
    expect(await refused({ action: 'view' })).to.contain('no plan yet');
  });

  it('keeps the plan where no file can be written, and says so', async () => {
    writeFileSync(plans, 'a file');
    const told = await call({ action: 'create', title: 'x', steps }, plans);
    expect(told.isError).to.not.equal(true);
    expect(told.text).to.contain('No file was written');
    expect((await call({ action: 'view' })).text).to.contain('1. look');
  });
});
