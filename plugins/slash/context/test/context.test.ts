import type { Slash, SlashContext } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

describe('/compact', () => {
  const DONE = { kind: 'summary', spares: 2, dropped: 5, before_tokens: 900, after_tokens: 100, summary: 'NOTES\u202e', model: 'a/b' };

  async function bench(isOpen = true) {
    const calls: unknown[] = [];
    const said: string[] = [];
    const current = {
      compact: async ({ focus }: { focus?: string }) => {
        calls.push(['compact', focus]);
        return DONE;
      },
      uncompact: async () => {
        calls.push('uncompact');
        return DONE;
      },
    };
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    const context = {
      talk: { current: isOpen ? current : undefined },
      style: new Proxy({}, { get: () => (text: string) => text }),
      line: (text: string) => void said.push(text),
      signal: new AbortController().signal,
    } as unknown as SlashContext;
    return { run: (rest = '') => (plugin.registered.get('slash:compact') as Slash).run(context, rest), calls, said };
  }

  it('hands on the focus and shows what stands for what, nothing hidden in it', async () => {
    const { run, calls, said } = await bench();
    await run('the parser');
    expect(calls).to.deep.equal([['compact', 'the parser']]);
    expect(said.join('\n')).to.contain('NOTES').and.contain('5').and.contain('900');
    expect(said.join('\n')).not.to.contain('\u202e');
  });

  it('goes back, and does nothing where nothing was said', async () => {
    const { run, calls } = await bench();
    await run('--undo');
    expect(calls).to.deep.equal(['uncompact']);
    const empty = await bench(false);
    await empty.run();
    expect(empty.calls).to.deep.equal([]);
    expect(empty.said).to.have.length(1);
  });
});
