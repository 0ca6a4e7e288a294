import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import { createFormat } from '../../../kernel/src/runtime/format.ts';
import { interpolate } from '../../../kernel/src/runtime/translate.ts';
import type { Step } from '../../fake-model/script.ts';
import { Sandbox } from '../../support/cli.ts';
import { allTexts } from '../../support/english.ts';
import { type Lab, labs, put } from '../../support/run.ts';
import { screens, type TestScreen } from '../../support/screen.ts';
import { ROOT } from '../../support/tree.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const SCRIPT: Step[] = [
  { toolCalls: [{ name: 'read', input: { filePath: 'a.txt' } }] },
  { toolCalls: [{ name: 'edit', input: { filePath: 'a.txt', oldString: 'old', newString: 'new' } }] },
  { text: '# 完成 تم\n\nDone: **漢字** and مرحبا.', usage: { input: 12_345, output: 310 } },
  { fault: { kind: 'status', status: 401 } },
];
/** as any language writes one, `3,4 Sek.` */
const DURATION = String.raw`[\d.,]+\s?[\p{L}.]+(?: \p{L}+)?`;
const english = allTexts();

/** Texts as a locale has them. */
function textsOf(id: string): (key: string, args?: Record<string, string | number>) => string {
  const own =
    id === 'en' ? {} : (JSON.parse(readFileSync(join(ROOT, `plugins/locales/${id}/texts.json`), 'utf8')) as Record<string, string>);
  return (key, args) => {
    const text = own[key] ?? english[key];
    if (text === undefined) throw new Error(`no text for ${key}`);
    return interpolate(text, args, id);
  };
}

describe('the main flows in other languages', function () {
  this.timeout(60_000);
  const open = screens();
  const make = labs();
  let lab: Lab;
  let screen: TestScreen;
  const start = async (id: string, cols: number, rows: number) => {
    lab = await make({ script: SCRIPT }, UNNAMED);
    put(lab.sandbox, 'a.txt', 'old\n');
    screen = open(lab, { cols, rows, env: { OPENCODE_LANGUAGE: id } });
    await screen.until('build> ');
  };
  const say = async (line: string, seen: string | RegExp) => {
    await screen.settled();
    screen.type(`${line}\r`);
    await screen.until(seen);
  };
  /** Without what is different each time. */
  const plain = (text: string) =>
    text
      .replaceAll(lab.sandbox.work, '~')
      .replace(new RegExp(`, ${DURATION}$`, 'gmu'), '')
      .replace(new RegExp(` · ${DURATION}(?= ·|$)`, 'gmu'), '');

  for (const [id, cols, rows] of [
    ['de', 80, 24],
    ['zh', 80, 24],
    ['ar', 80, 24],
    ['zh', 200, 50],
    ['ar', 48, 20],
  ] as const)
    it(`${id} at ${cols}x${rows}: prompt, question, answer and error, line by line`, async () => {
      const t = textsOf(id);
      const tr = (name: string, args?: Record<string, string | number>) => t(`frontend-repl.${name}`, args);
      await start(id, cols, rows);
      await screen.until(`build> ${tr('placeholder')}`);
      expect(screen.cursor.column).to.equal('build> '.length);
      screen.type('漢字 مرحبا');
      await screen.until('build> 漢字 مرحبا');
      await screen.settled();
      expect(screen.cursor.column, 'two columns for each wide character').to.equal('build> '.length + 4 + 1 + 5);
      screen.press('ctrl+u');

      await say('go', '+new');
      const question = plain(await screen.settled()).split('\n');
      const from = question.indexOf(tr('asks', { tool: 'edit' }));
      expect(question.slice(from - 1, from + 7)).to.deep.equal([
        `→ read a.txt ✓ ${t('tool-read.title', { path: '', first: 1, last: 1 }).replace(/^\s*[(（]|[)）]$/g, '')}`,
        tr('asks', { tool: 'edit' }),
        `    ${t('permission.subject_read', { path: 'a.txt' })}`,
        `    ${t('permission.subject_write', { path: 'a.txt' })}`,
        ...(cols < 120 ? ['    -old', '    +new'] : question.slice(from + 3, from + 4)),
        `  ${t('policy-rules.writes', { path: '~/a.txt' })}`,
        ...(cols < 120 ? [''] : ['', question.at(from + 6) ?? '']),
      ]);
      const choices = question.slice(from + (cols < 120 ? 7 : 6), -1).join('\n');
      const keys = [`y ${tr('key_once')}`, `s ${tr('key_session')}`, `a ${tr('key_always', { rule: 'edit(a.txt)' })}`];
      for (const key of [...keys, `n ${tr('key_no')}`, `m ${tr('key_message')}`]) expect(choices).to.include(key);

      screen.type('y');
      await screen.until(tr('files_changed', { count: 1 }));
      expect(readFileSync(join(lab.sandbox.work, 'a.txt'), 'utf8')).to.equal('new\n');
      const answer = plain(screen.all());
      expect(answer).to.include(`  ${tr('answered_once')}\n→ edit a.txt ✓ +1 -1\n\n`);
      expect(answer).to.match(/完成 تم\n\nDone: 漢字 and مرحبا\.\n\n/);
      const { compact } = createFormat(id === 'zh' ? 'zh-Hans' : id);
      const told = tr('tokens', { input: '\0', output: compact(320) }).split('\0');
      for (const part of told) expect(answer).to.include(part);
      await say('again', /injected\s+401/);
      const [wrong = ''] = tr('error', { text: t('error.OC_AUTH_REFUSED', { message: '\0' }) }).split('\0');
      expect(plain(screen.all())).to.include(`build> again\n\n${wrong}`);
      expect(await screen.settled()).to.include(`build> ${tr('placeholder')}`);
    });

  for (const id of ['de', 'zh', 'ar'])
    it(`${id}: the help names every command and key, each explained, and nothing goes over the edge`, async () => {
      const t = textsOf(id);
      await start(id, 80, 24);
      await say('/help', t('frontend-repl.action_quit'));
      await screen.settled();
      const all = screen
        .all()
        .replace(/\n {8,}/g, (_break, at: number, text: string) => (/[\p{sc=Han}，、；：。]/u.test(text[at - 1] ?? '') ? '' : ' '));
      const keys = Object.keys(english).filter((key) => /^slash-[a-z]+\.help(?:_|$)/.test(key));
      expect(keys.length).to.be.greaterThan(30);
      for (const key of keys) expect(all.replaceAll(' ', ''), key).to.include(t(key).replaceAll(' ', ''));
      for (const name of ['undo', 'redo', 'compact', 'permissions', 'sessions', 'language'])
        expect(all).to.match(new RegExp(`^ {2}/${name}\\b`, 'm'));
      expect(all.split('\n').filter((line) => line.includes('…'))).to.deep.equal([]);
    });

  for (const id of ['de', 'zh', 'ar'])
    it(`${id}: the first screen welcomes`, async () => {
      const t = textsOf(id);
      const sandbox = new Sandbox({ ANTHROPIC_API_KEY: 'sk-ant-planted-0123456789' });
      try {
        rmSync(join(sandbox.home, '.config'), { recursive: true });
        screen = open({ sandbox }, { env: { OPENCODE_LANGUAGE: id } });
        await screen.until('build> ');
        await screen.settled();
        const all = screen.all().replace(/\n/g, '').replaceAll(' ', '');
        const [greeting = ''] = t('service-first-run.welcome_env', { model: '\0', name: 'ANTHROPIC_API_KEY' }).split('\0');
        for (const text of [greeting, t('service-first-run.try'), t('service-first-run.asks')])
          expect(all).to.include(text.replaceAll(' ', ''));
        screen.type('/exit\r');
        expect(await screen.exit).to.equal(0);
      } finally {
        await screen.kill();
        sandbox.remove();
      }
    });

  it('/language changes every text at once, and back', async () => {
    const [en, de, ar] = [textsOf('en'), textsOf('de'), textsOf('ar')];
    await start('en', 80, 24);
    await screen.until(en('frontend-repl.placeholder'));
    await say('/language de', de('frontend-repl.placeholder'));
    await say('go', de('frontend-repl.asks', { tool: 'edit' }));
    expect(await screen.settled()).to.include(`y ${de('frontend-repl.key_once')}`);
    screen.type('y');
    await screen.until(de('frontend-repl.answered_once'));
    await say('/language ar', ar('frontend-repl.placeholder'));
    await say('/language xx', 'xx');
    await say('/language en', en('frontend-repl.placeholder'));
    expect((await screen.settled()).split('\n').at(-2)).to.equal(`build> ${en('frontend-repl.placeholder')}`);
  });
});
