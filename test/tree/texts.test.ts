import { parse } from '@formatjs/icu-messageformat-parser';
import { gatherMessages } from '@ock/kernel/build';
import { expect } from 'chai';
import { ERROR_CODES } from '../../kernel/src/runtime/errors.ts';
import { allTexts } from '../support/english.ts';
import { shownLiterals } from '../support/shown-literals.ts';
import { ROOT, read, treeFiles } from '../support/tree.ts';

const messages = gatherMessages(ROOT);
const sources = treeFiles(/^(kernel\/src|plugins\/[^/]+\/[^/]+\/src)\/.*\.ts$/);
const KEY = /(?:^|[^\w.])(?:t|this\.t|ctx\.t|kernel\.t|this\.#t|#t|translate)\(\s*'([^'`$]+)'/g;

/** What they write is for models, or is a state by which code chooses a text. */
const NOT_SHOWN = [
  // told to models
  'kernel/src/turn/models/clean-events.ts',
  'kernel/src/turn/tools/fit-results.ts',
  'kernel/src/http/web/web-service.ts',
  'plugins/frontends/run/src/answer-schema.ts',
  'plugins/tools/apply-patch/src/apply-hunks.ts',
  'plugins/tools/bash/src/confine.ts',
  'plugins/wires/offline-intents/src/',
  // what lies at a path in the journal of changes; people are told what became of the path
  'plugins/services/snapshots/src/file-state.ts',
  'plugins/services/snapshots/src/held-contents.ts',
  'plugins/services/snapshots/src/picture.ts',
  'plugins/services/snapshots/src/recorder.ts',
  // told to models; the tool titles its calls in the language of people
  'plugins/services/lsp/src/plan-edit.ts',
];
/** Names and states, no words of a language. */
const NAMES: ReadonlySet<string> = new Set([
  "kernel/src/process/run-process.ts: why: 'timedOut'",
  "plugins/commands/uninstall/src/removable.ts: why: 'kept'",
  "plugins/commands/uninstall/src/removable.ts: why: 'not-ours'",
  "plugins/frontends/repl/src/markdown/highlight.ts: title: 'function'",
  "plugins/frontends/repl/src/person.ts: hint: 'free'",
  "plugins/frontends/repl/src/repl.ts: why: 'OC_INTERRUPTED'",
  `plugins/frontends/repl/src/status/terminal-title.ts: title: \`§{working ? '● ' : ''}opencode §{basename(cwd)}\``.replaceAll('§', '$'),
  "plugins/services/sessions/src/page/session-page.ts: label: 'failed'",
  `plugins/tools/git/src/git-tool.ts: title: \`git §{input.operation}\``.replaceAll('§', '$'),
  // the probe of a key, sent to the model
  "plugins/commands/auth/src/probe.ts: text: 'Say ok.'",
  // stands beside its key in the catalogue
  `plugins/commands/models/src/list-models.ts: message: \`§{pathname} is no list of models\``.replaceAll('§', '$'),
]);

describe('text for people', () => {
  it('stands in the English catalogue for every key that code uses', () => {
    const missing = sources.flatMap((file) =>
      [...read(file).matchAll(KEY)]
        .map((match) => match[1] as string)
        .filter((key) => key.includes('.') && !(key in messages))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('has a text and a chapter in the docs for every error code', () => {
    const docs = read('docs/errors.md');
    const codes = Object.keys(ERROR_CODES);
    expect(
      codes.filter((code) => !(`error.${code}` in messages)),
      'no text',
    ).to.deep.equal([]);
    expect(
      codes.filter((code) => !new RegExp(`^#+ .*\\b${code}\\b`, 'm').test(docs)),
      'no chapter',
    ).to.deep.equal([]);
  });

  it('has every agent, mode and style, the hidden too, described for locales to translate', () => {
    const texts = allTexts();
    const told = treeFiles(/^plugins\/(agents|modes)\/[^/]+\/package\.json$/).flatMap((file) => {
      const { contributes } = JSON.parse(read(file)).opencode as { contributes: Record<string, { id: string; description: string }[]> };
      return Object.entries(contributes).flatMap(([kind, parts]) => parts.map((part) => [`${kind}.${part.id}`, part.description] as const));
    });
    expect(told.length).to.be.greaterThan(20);
    expect(told.filter(([key, description]) => texts[key] !== description)).to.deep.equal([]);
  });

  it('uses only error codes that exist', () => {
    const known = new Set(Object.keys(ERROR_CODES));
    const used = sources.flatMap((file) =>
      [...read(file).matchAll(/'(OC_[A-Z_]+)'/g)]
        .map((match) => match[1] as string)
        .filter((code) => !known.has(code))
        .map((code) => `${file}: ${code}`),
    );
    expect(used).to.deep.equal([]);
  });

  it('is never written past the catalogue: no prose in calls that print', () => {
    const PRINT = /(?:std(?:out|err)\.write|\bthis\.(?:out|note|log|warn|error)|\bnote|\bconsole\.\w+)\(\s*(?:'([^']*)'|`([^`]*)`)/g;
    const prose = sources.flatMap((file) =>
      [...read(file).matchAll(PRINT)]
        .map((match) => (match[1] ?? match[2] ?? '').replace(/\$\{[^}]*\}/g, '').replace(/\\[a-z]|\\x[0-9a-f]{2}|\\u\{?[0-9a-f]+\}?/gi, ''))
        .filter((text) => /[A-Za-z]{3,} [A-Za-z]{2,}/.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(prose).to.deep.equal([]);
  });

  it('stands in the catalogue for every reason that an error names', () => {
    const missing = sources.flatMap((file) =>
      [
        ...read(file).matchAll(
          /'((?:reason|manifest|usage|(?:command|frontend|policy|provider|service|wire|store|tool|slash|bridge|sandbox)-[\w-]+)\.(?!json')\w+)'/g,
        ),
      ]
        .map((match) => match[1] as string)
        .filter((key) => !(key in messages))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('is not written into the details of errors', () => {
    // what is told about an installation whose catalogue may be missing
    const prose = sources
      .filter((file) => file !== 'kernel/src/index/read-index.ts')
      .flatMap((file) =>
        errorDetails(read(file))
          .filter((text) => /\b[A-Za-z]{2,} [A-Za-z]{2,}/.test(text.replace(/\$\{[^}]*\}/g, 'x')))
          .map((text) => `${file}: ${text}`),
      );
    expect(prose).to.deep.equal([]);
    expect(errorDetails("new KernelError('OC_X', { file, message: fine ? `no such part` : 'b' })")).to.deep.equal([
      '`no such part`',
      "'b'",
    ]);
  });

  it('stands beside what a model failed with, too', () => {
    const made = /\bModelError\(\s*[^,{}]+,\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g;
    const silent = sources
      // they pass on what was told elsewhere
      .filter((file) => !/^(kernel\/src\/host\/wire-error|plugins\/wires\/replay\/)/.test(file))
      .flatMap((file) => [...read(file).matchAll(made)].map(([, details = '']) => `${file}: ${details.trim()}`))
      .filter((found) => /\bmessage\b/.test(found) && !found.includes('because'));
    expect(silent).to.deep.equal([]);
  });

  it('is not written into the fields and calls by which people are told something', () => {
    const prose = sources
      .filter((file) => !file.endsWith('parameters.ts') && !NOT_SHOWN.some((part) => file.includes(part)))
      .flatMap((file) =>
        shownLiterals(read(file), /^plugins\/(?:commands|slash|frontends|themes)\//.test(file)).map((found) => `${file}: ${found}`),
      )
      .filter((found) => !NAMES.has(found));
    expect(prose).to.deep.equal([]);
  });

  it('would be found there', () => {
    const filled = (source: string) => source.replaceAll('§', '$');
    for (const source of [
      "return { title: 'Formatted' };",
      'const title = `§{count} calls`;',
      "return { text, title: failed ? 'Failed' : t('x.y') };",
      "rows.push({ tool, why: 'interrupted' });",
      "choose({ question: 'Which one?', options: [{ label: 'Yes' }] })",
    ])
      expect(shownLiterals(filled(source), false), source).to.not.deep.equal([]);
    for (const source of [
      "line('No servers here.');",
      'line(style.dim(`§{count} more are hidden`));',
      "return { description: 'the first of them' };",
    ])
      expect(shownLiterals(filled(source), true), source).to.have.length(1);
    for (const source of [
      "return { title: t('x.y', { count }), why: `§{path} (§{line})` };",
      "const question = one ? 'command-session.sure_one' : 'command-session.sure';",
      "static override summary = 'lists the tools there are';",
      "name: Args.string({ required: true, description: 'tool to be run' })",
    ])
      expect(shownLiterals(filled(source), true), source).to.deep.equal([]);
  });

  it('is written as ICU messages, whose braces close', () => {
    for (const [key, text] of Object.entries(messages)) expect(() => parse(text, { ignoreTag: true }), key).not.to.throw();
  });
});

/** The literals in `message` of each KernelError that is made there, and those given to what makes one: `fail('…')`. */
function errorDetails(source: string): string[] {
  const messages = [...source.matchAll(/\bKernelError\(\s*'OC_\w+',\s*\{[^;]*?\bmessage: ([^;]*?)(?:\n\s*\}|\}\s*[,)])/g)].map(
    (match) => match[1],
  );
  const makers = [...source.matchAll(/\b(?:fail|refuse|unusable)\(([^;]*?)\);/g)].map((match) => match[1]);
  const literal = /'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return [...messages, ...(source.includes('KernelError(') ? makers : [])].flatMap((text) => text?.match(literal) ?? []);
}
