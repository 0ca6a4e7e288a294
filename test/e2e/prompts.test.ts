import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest } from '../fake-model/server.ts';
import type { Sandbox } from '../support/cli.ts';
import { labs } from '../support/run.ts';
import { readJson } from '../support/tree.ts';

interface Part {
  id: string;
  hidden?: boolean;
  prompt?: string;
  style?: boolean;
}
interface Index {
  plugins: { manifest: { contributes: { agent?: Part[]; mode?: Part[]; tool?: { id: string }[] } } }[];
}
interface Preview {
  system: string;
  notes: string[];
  tools: { name: string; description: string; parameters: unknown; bytes: number }[];
  rules: { path: string; bytes: number }[];
  sizes: Record<'system' | 'tools' | 'notes' | 'total', { bytes: number; tokens: number }>;
}

const setUp = labs();
const MAX_SYSTEM = 3 * 1024;
const all = readJson<Index>('oclif.manifest.json').plugins.map(({ manifest }) => manifest.contributes);
const agents = all.flatMap(({ agent = [] }) => agent).filter(({ hidden }) => !hidden);
const modes = all.flatMap(({ mode = [] }) => mode);
const toolIds = all.flatMap(({ tool = [] }) => tool.map(({ id }) => id));
/** ids of tools that are words of English as well: they name a tool only where the sentence says so */
const WORDS = new Set(['read', 'write', 'edit', 'task', 'plan', 'explore', 'question', 'skill', 'batch', 'memory', 'git']);

const preview = async (sandbox: Sandbox, args: readonly string[]): Promise<Preview> => {
  const { stdout, stderr } = await sandbox.run(['debug', 'prompt', '--json', ...args]);
  expect(stdout, stderr).to.match(/^\{/);
  return JSON.parse(stdout) as Preview;
};

/** Tools that a prompt speaks of. */
function named(prompt: string): string[] {
  return toolIds.filter((id) => {
    const forms = WORDS.has(id) ? `(?:\\b(?:with|use|tools?) ${id}\\b|\\b${id} tool\\b|\`${id}\`)` : `\\b${id}\\b`;
    return new RegExp(forms).test(prompt);
  });
}

describe('what models are told', () => {
  it('is at most 3 KiB for every agent, in every mode and every style, before rules of projects', () => {
    const longest = (parts: readonly Part[]) => Math.max(...parts.map(({ prompt = '' }) => Buffer.byteLength(prompt)));
    const more = longest(modes.filter(({ style }) => !style)) + longest(modes.filter(({ style }) => style)) + 4;
    for (const { id, prompt = '' } of agents) expect(Buffer.byteLength(prompt) + more, id).to.be.at.most(MAX_SYSTEM);
  });

  /** Tools that are spoken of and not offered. */
  const untrue = ({ system, tools }: Preview) => named(system).filter((name) => !tools.some((tool) => tool.name === name));

  it('speaks only of tools that the agent is offered', async () => {
    const { sandbox } = await setUp();
    let spoken = 0;
    for (const { id } of agents) {
      for (const model of ['fake/m1', 'openai/gpt-5']) {
        const shown = await preview(sandbox, ['--agent', id, '--model', model]);
        spoken += named(shown.system).length;
        expect(untrue(shown), `${id}, ${model}`).to.deep.equal([]);
      }
    }
    expect(spoken, 'prompts speak of tools at all').to.be.above(16);
  }).timeout(120_000);

  it('speaks only of tools that are offered in a mode, too', async () => {
    const { sandbox } = await setUp();
    for (const { id, style } of modes) {
      for (const agent of ['build', 'plan'])
        expect(untrue(await preview(sandbox, [style ? '--style' : '--mode', id, '--agent', agent])), `${agent}, ${id}`).to.deep.equal([]);
    }
  }).timeout(120_000);

  it('has lines that stand only where a tool of theirs is offered', async () => {
    const { sandbox } = await setUp(
      {},
      '[agents.mine]\nprompt = """\nOne.\nTwo. <!-- only with bash write -->\nThree. <!-- only with ls -->"""\ntools = ["write"]\n',
    );
    expect((await preview(sandbox, ['--agent', 'mine'])).system).to.equal('One.\nTwo.');
  });

  it('can be looked at before it is sent, bytes and all', async () => {
    const { sandbox, fake } = await setUp();
    writeFileSync(join(sandbox.work, 'AGENTS.md'), 'Be kind to ships.\n');
    for (const args of [[], ['--agent', 'plan', '--mode', 'review', '--style', 'concise']]) {
      const shown = await preview(sandbox, args);
      await sandbox.run(['run', ...args, 'PROMPT']);
      const { body } = fake.requests.at(-1) as FakeRequest;
      const [system, user] = body.messages as { content: unknown }[];
      expect(system?.content).to.equal(shown.system);
      const sent = (body.tools as { function: { name: string; description: string; parameters: unknown } }[]).map(({ function: f }) => f);
      expect(sent.map(({ name, description }) => ({ name, description }))).to.deep.equal(
        shown.tools.map(({ name, description }) => ({ name, description })),
      );
      expect(JSON.stringify(user?.content)).to.contain('Be kind to ships.');
      expect(shown.notes.join()).to.contain('Be kind to ships.');
      expect(shown.rules).to.have.length(1);
      expect(shown.sizes.system.bytes).to.equal(Buffer.byteLength(shown.system));
      expect(shown.sizes.total.tokens).to.be.above(shown.sizes.system.tokens);
    }
    const { stdout } = await sandbox.run(['debug', 'prompt']);
    expect(stdout)
      .to.contain('AGENTS.md')
      .and.match(/^ {2}grep +\d+ bytes, about \d+ tokens$/m);
    const { stdout: sessions } = await sandbox.run(['session', 'list', '--json']);
    expect(JSON.parse(sessions), 'looking stores nothing').to.have.length(2);
  });
});
