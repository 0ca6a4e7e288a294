import type { Reverted, Slash, SlashContext } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

const DONE: Reverted = {
  files: [{ path: '/w/a', action: 'change' }],
  conflicts: [],
  uncovered: [],
  messages: 2,
  prompt: 'do it',
};
const CONFLICT = { path: '/w/b', reason: 'changed_since', diff: '+mine\n' } as const;

describe('/undo and its neighbours', () => {
  async function bench(answers: { plan?: Reverted; done?: Reverted; confirm?: boolean; isOpen?: boolean }) {
    const { plan = DONE, done = plan, confirm = false, isOpen = true } = answers;
    const calls: unknown[] = [];
    const said: string[] = [];
    const snapshots = {
      revert: async (id: string, options: { dryRun?: boolean }) => {
        calls.push([id, options]);
        return options.dryRun ? plan : done;
      },
      unrevert: async () => done,
      checkpoint: async (_id: string, name: string) => void calls.push(['checkpoint', name]),
      checkpoints: async () => [{ name: 'works', time: 0 }],
      changes: async () => [{ path: '/w/a' }],
      diff: async () => ({ diff: '+new\n', added: 1, removed: 0 }),
    };
    const plugin = await activatePlugin(new URL('..', import.meta.url), { parts: { 'service:snapshots': snapshots } });
    const plain = new Proxy({}, { get: () => (text: string) => text });
    const context = {
      talk: { current: isOpen ? { session: { id: 's', directory: '/w' }, reload: async () => void calls.push('reload') } : undefined },
      style: plain,
      line: (text: string) => void said.push(text),
      table: (rows: string[][]) => void said.push(...rows.map((row) => row[0] as string)),
      diff: (text: string) => void said.push(text),
      confirm: async () => confirm,
      prefill: (text: string) => void calls.push(['prefill', text]),
    } as unknown as SlashContext;
    const run = (id: string, rest = '') => (plugin.registered.get(`slash:${id}`) as Slash).run(context, rest);
    const complete = (id: string) => (plugin.registered.get(`slash:${id}`) as Slash).complete?.(context, '');
    return { run, complete, calls, said };
  }

  it('undoes, has the conversation read anew and puts the prompt back into the input line', async () => {
    const { run, calls, said } = await bench({});
    await run('undo');
    expect(calls).to.deep.equal([['s', { dryRun: true }], ['s', {}], 'reload', ['prefill', 'do it']]);
    expect(said.join('\n')).to.match(/ a\b/).and.contain('2').and.not.contain('/w');
  });

  it('shows conflicts before anything is done, and does nothing when the person does not want it', async () => {
    const { run, calls, said } = await bench({ plan: { ...DONE, conflicts: [CONFLICT] } });
    await run('undo', 'works');
    expect(calls).to.deep.equal([['s', { to: 'works', dryRun: true }]]);
    expect(said.join('\n')).to.match(/ b\b/).and.contain('+mine').and.not.contain('/w');
  });

  it('undoes the rest when the person wants it', async () => {
    const { run, calls } = await bench({ plan: { ...DONE, conflicts: [CONFLICT] }, confirm: true });
    await run('undo');
    expect(calls).to.deep.include(['s', {}]).and.include('reload');
  });

  it('redoes', async () => {
    const files: Reverted['files'] = [...DONE.files, { path: '/elsewhere/b', action: 'create' }];
    const { run, calls, said } = await bench({ done: { ...DONE, files } });
    await run('redo');
    expect(calls).to.deep.equal(['reload']);
    expect(said.join('\n')).to.match(/ a\b/).and.contain(' /elsewhere/b').and.not.contain('/w');
  });

  it('names moments, lists and completes their names', async () => {
    const { run, complete, calls, said } = await bench({});
    await run('checkpoint', 'works');
    expect(calls).to.deep.equal([['checkpoint', 'works']]);
    await run('checkpoint');
    expect(said.at(-1)).to.equal('works');
    expect(await complete('undo')).to.deep.equal(['works']);
  });

  it('shows what was changed', async () => {
    const { run, said } = await bench({});
    await run('diff');
    expect(said).to.deep.equal(['+new\n']);
  });

  it('says that nothing was said yet', async () => {
    for (const id of ['undo', 'redo', 'diff', 'checkpoint']) {
      const { run, calls, said } = await bench({ isOpen: false });
      await run(id);
      expect([calls, said.length], id).to.deep.equal([[], 1]);
    }
  });
});
