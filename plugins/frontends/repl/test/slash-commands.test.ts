import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromptInput, Slash } from '@ock/kernel';
import { expect } from 'chai';
import type { SlashContext } from '../src/slash.ts';
import { runSlash, shownSlash } from '../src/slash-commands.ts';
import { t, testKernel } from './support.ts';

const PNG = { mime: 'image/png', data: 'eA==', name: 'a.png' };

describe('a slash command of the REPL', () => {
  const roots: string[] = [];
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
  });

  /** @param brought names of commands that a service brings */
  const start = (brought: string[]) => {
    const root = mkdtempSync(join(tmpdir(), 'ock-slash-'));
    roots.push(root);
    const sent: PromptInput[] = [];
    const kernel = testKernel(root);
    const use = kernel.use.bind(kernel);
    const source = { list: async () => brought.map((id) => ({ id, description: 'mine', origin: 'f.md' })) };
    const asks: Slash = { run: ({ send }) => send(async () => ({ text: 'REVIEW', files: [] })) };
    const list = kernel.list.bind(kernel);
    Object.assign(kernel, {
      use: (kind: string, id: string) => (id === 'mine' ? source : id === 'new' ? asks : use(kind as never, id as never)),
      list: (kind: string) => (kind === 'service' ? [{ id: 'mine', slash: true }] : list(kind as never)),
    });
    const signal = new AbortController().signal;
    const send: SlashContext['send'] = async (make) => void sent.push(await make(signal));
    const context = { kernel, t, send, part: () => ({ signal, send }) } as unknown as SlashContext;
    return { context, sent };
  };

  it('takes the pictures in its line along, whoever brings it', async () => {
    const { context, sent } = start(['look']);
    await runSlash('look', 'at this', context, [PNG]);
    await runSlash('new', '', context, [PNG]);
    expect(sent.map(({ text, files }) => [text, files])).to.deep.equal([
      ['/look at this', [PNG]],
      ['REVIEW', [PNG]],
    ]);
  });

  it('is not what a file makes of a name of ours', async () => {
    const { context } = start(['help', 'look']);
    const shown = await shownSlash(context);
    expect(shown.filter(({ name }) => name === 'help').map(({ text }) => text)).to.deep.equal(['this list']);
    expect(shown.map(({ name }) => name)).to.include('look');
  });
});
