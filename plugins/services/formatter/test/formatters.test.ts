import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fileVersion } from '../../../../kernel/src/index.ts';
import { ROOT } from '../../../../test/support/tree.ts';
import { formatters, project, script } from './support.ts';

const WRITTEN = 'const  some_name=1;\nconst  other_name=2;\n';
const UGLY = { own: { extensions: ['.x'] } };

describe('formatting after an edit', function () {
  this.timeout(60_000);
  let dir = '';
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** A project with one formatter of its own that runs `body`, and what the tap makes of a write of `a.x`. */
  async function edited(body: string, command = ['./fmt', '$FILE'], stdin = true, files: Record<string, string> = {}) {
    dir = project({ 'fmt!': script(body), 'a.x': WRITTEN, ...files });
    const path = join(dir, 'a.x');
    const { after, files: ledger, ...rest } = await formatters(dir, { formatter: { own: { ...UGLY.own, command, stdin } } });
    ledger.seen(path, (await fileVersion(path)) ?? '');
    for (const name of Object.keys(files)) ledger.seen(join(dir, name), (await fileVersion(join(dir, name))) ?? '');
    const diff = '--- a/a.x\n+++ b/a.x\n@@ -1,2 +1,2 @@\n const  some_name=1;\n-const  older_name=2;\n+const  other_name=2;\n';
    const write = () => after({ text: 'Edited.', metadata: { diff, files_changed: [path], added: 1, removed: 1 } });
    return { path, ledger, write, output: await write(), ...rest };
  }
  const TIDY = "process.stdout.write(text.replace(/ +/g, ' '))";

  it('tells the model what changed, in text and diff, and counts as seen', async () => {
    const { output, path, ledger } = await edited(TIDY);
    expect(readFileSync(path, 'utf8')).to.equal('const some_name=1;\nconst other_name=2;\n');
    expect(output.text)
      .to.match(/^Edited\.\n\nown then formatted a\.x:\n@@ /)
      .and.to.include('\n+const some_name=1;');
    expect(output.metadata?.diff).to.equal(
      '--- a/a.x\n+++ b/a.x\n@@ -1,2 +1,2 @@\n-const  some_name=1;\n-const  older_name=2;\n+const some_name=1;\n+const other_name=2;\n',
    );
    expect(output.metadata).to.deep.include({ added: 2, removed: 2, formatted: [path] });
    expect(ledger.stamp(path), 'the next edit is not refused').to.equal(await fileVersion(path));
  });

  it('says nothing when nothing changed', async () => {
    const { output } = await edited('process.stdout.write(text)');
    expect(output.text).to.equal('Edited.');
    expect(output.metadata).not.to.have.property('formatted');
  });

  it('does not count a file as seen that the model never read', async () => {
    dir = project({ 'fmt!': script(TIDY), 'a.x': WRITTEN });
    const { after, files } = await formatters(dir, { formatter: { own: { ...UGLY.own, command: ['./fmt'] } } });
    await after({ text: 'Edited.', metadata: { files_changed: [join(dir, 'a.x')] } });
    expect(files.stamp(join(dir, 'a.x'))).to.equal(undefined);
    expect(readFileSync(join(dir, 'a.x'), 'utf8')).to.include('const some_name');
  });

  it('keeps the byte order mark, line ends and mode', async () => {
    dir = project({ 'fmt!': script(TIDY), 'a.x!': '\ufeffa  b\r\nc\r\n' });
    const { after } = await formatters(dir, { formatter: { own: { ...UGLY.own, command: ['./fmt'] } } });
    await after({ text: 'Edited.', metadata: { files_changed: [join(dir, 'a.x')] } });
    expect(readFileSync(join(dir, 'a.x'), 'utf8')).to.equal('\ufeffa b\r\nc\r\n');
  });

  const FAILURES: [string, string, RegExp][] = [
    ['crashes', "console.error('line 3: what is this\\u001b[31m?'); process.exit(2)", /stays as you left it: line 3: what is this\?$/],
    ['is killed', "process.kill(process.pid, 'SIGKILL')", /ended by SIGKILL/],
    ['writes nothing', '', /not this file formatted/],
    ['writes something else', "process.stdout.write('Usage: fmt [options] FILE ...'.repeat(30))", /not this file formatted/],
    ['writes bytes', 'process.stdout.write(Buffer.from([0, 255, 1, 2]))', /not this file formatted/],
    [
      'writes without end',
      "setInterval(() => process.stdout.write('x'.repeat(65536)), 1); setTimeout(() => process.exit(0), 300)",
      /far more/,
    ],
  ];
  for (const [what, body, told] of FAILURES) {
    it(`leaves the file as it is, and says why, when the formatter ${what}`, async () => {
      const { output, path } = await edited(body);
      expect(output.isError).to.equal(undefined);
      expect(output.text).to.match(told);
      expect(readFileSync(path, 'utf8')).to.equal(WRITTEN);
    });
  }

  it('puts back what a formatter that works in place deleted or ruined', async () => {
    for (const [body, told] of [
      ['fs.rmSync(file)', 'deleted the file'],
      ["fs.writeFileSync(file, '0')", 'not this file formatted'],
      ["fs.writeFileSync(file, '0'); process.exit(3)", 'exit code 3'],
    ] as const) {
      const { output, path } = await edited(body, ['./fmt', '$FILE'], false);
      expect(output.text).to.include(told);
      expect(readFileSync(path, 'utf8')).to.equal(WRITTEN);
      rmSync(dir, { recursive: true });
    }
  });

  it('takes what a formatter did in place, and tells which other files it changed', async () => {
    const body =
      "fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/ +/g, ' ')); fs.writeFileSync('sub/b.x', 'changed'); fs.writeFileSync('new.x', '')";
    const { output } = await edited(body, ['./fmt', '$FILE'], false, { 'sub/b.x': 'b' });
    expect(output.text).to.include('own then formatted a.x:');
    expect(output.text).to.match(/other files changed too: new\.x, sub\/b\.x$/);
  });

  it('stops a formatter that hangs, with its children, and does not run it a third time', async () => {
    const body =
      "require('node:child_process').spawn('sleep', ['300']).unref(); fs.appendFileSync('runs', 'x'); setInterval(() => {}, 1000)";
    dir = project({ 'fmt!': script(body), 'a.x': WRITTEN });
    const { after, service } = await formatters(dir, { formatter: { own: { ...UGLY.own, command: ['./fmt'] } } });
    const write = () => after({ text: 'Edited.', metadata: { files_changed: [join(dir, 'a.x')] } });
    expect((await write()).text).to.match(/took more than 10 s and was stopped/);
    await write();
    expect((await write()).text).to.equal('Edited.');
    expect(readFileSync(join(dir, 'runs'), 'utf8')).to.equal('xx');
    expect(service.list().find(({ name }) => name === 'own')?.state).to.equal('off');
  });

  it('stops at an interrupt', async () => {
    dir = project({ 'fmt!': script('setInterval(() => {}, 1000)'), 'a.x': WRITTEN });
    const { after } = await formatters(dir, { formatter: { own: { ...UGLY.own, command: ['./fmt'] } } });
    const controller = new AbortController();
    const done = after({ text: 'Edited.', metadata: { files_changed: [join(dir, 'a.x')] } }, controller.signal);
    setTimeout(() => controller.abort(), 200);
    expect((await done).text).to.include('stopped before it finished');
  });

  it('runs nothing for files outside, deleted, or of calls that failed; and is not there when switched off', async () => {
    dir = project({ 'fmt!': script("fs.writeFileSync('ran', '')"), 'a.x': WRITTEN, 'node_modules/a.x': WRITTEN });
    const own = { ...UGLY.own, command: ['./fmt'] };
    const { after } = await formatters(dir, { formatter: { own } });
    const files_changed = [join(dir, '../outside.x'), join(dir, 'gone.x'), join(dir, 'node_modules/a.x')];
    expect((await after({ text: 'E', metadata: { files_changed } })).text).to.equal('E');
    await after({ text: 'E', isError: true, metadata: { files_changed: [join(dir, 'a.x')] } });
    expect(existsSync(join(dir, 'ran'))).to.equal(false);
    expect((await formatters(dir, { formatter: { enabled: false, own } })).tapped).to.equal(0);
  });
});

describe('which formatter a file has', () => {
  let dir = '';
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const of = async (name: string, files: Record<string, string>, options = {}) => {
    dir = project({ [name]: '', ...files });
    return (await formatters(dir, options)).service.formatterOf(join(dir, name));
  };

  const CASES: [string, string, Record<string, string>, string | undefined][] = [
    ['none without configuration', 'a.ts', { 'package.json': '{"devDependencies":{"prettier":"^3.0.0"}}' }, undefined],
    ['by a key of package.json', 'a.ts', { 'package.json': '{"devDependencies":{"prettier":"^3.0.0"},"prettier":{}}' }, 'prettier'],
    ['by a shared configuration', 'a.ts', { 'package.json': '{"prettier": "@company/prettier-config"}' }, 'prettier'],
    ['the nearest one', 'web/src/a.ts', { 'biome.json': '{}', 'web/.prettierrc': '' }, 'prettier'],
    ['not a linter alone', 'a.ts', { 'biome.json': '{"formatter": {"enabled": false}}' }, undefined],
    ['not ruff as a linter', 'a.py', { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' }, undefined],
    ['ruff as a formatter', 'a.py', { 'pyproject.toml': '[tool.ruff]\n[tool.ruff.format]\n' }, 'ruff'],
    ['black', 'a.py', { 'pyproject.toml': '[project]\nname = "x"\n[tool.black]\n' }, 'black'],
    ['gofmt in a module', 'pkg/a.go', { 'go.mod': 'module x\n' }, 'gofmt'],
    ['shfmt by editorconfig', 'a.sh', { '.editorconfig': '[*.{sh,bash}]\nindent_size = 2\n' }, 'shfmt'],
    ['not by any editorconfig', 'a.sh', { '.editorconfig': '[*.ts]\nindent_size = 2\n' }, undefined],
  ];
  for (const [what, file, files, expected] of CASES) it(what, async () => expect((await of(file, files))?.name).to.equal(expected));

  it('one of the configuration comes first, and one that is off does not count', async () => {
    const mine = { command: ['./mine'], extensions: ['.ts'] };
    expect((await of('a.ts', { '.prettierrc': '' }, { formatter: { mine } }))?.name).to.equal('mine');
    rmSync(dir, { recursive: true });
    expect((await of('a.ts', { '.prettierrc': '', 'biome.json': '{}' }, { formatter: { prettier: { enabled: false } } }))?.name).to.equal(
      'biome',
    );
    rmSync(dir, { recursive: true });
    expect((await of('a.go', {}, { formatter: { gofmt: { enabled: true } } }))?.configuredBy).to.equal('opencode.toml');
  });
});

describe('a project that nobody trusts', () => {
  let dir = '';
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const EVIL = script("fs.writeFileSync(__dirname + '/ran', ''); process.stdout.write(text)");

  it('runs none of its programs: not in node_modules, not by a PATH that leads into it, not by a link', async () => {
    dir = project({
      'biome.json': '{}',
      '.prettierrc': '',
      'a.ts': 'let a\n',
      'node_modules/.bin/biome!': EVIL,
      'node_modules/.bin/prettier!': EVIL,
      'a.py': '',
    });
    const outside = project({});
    symlinkSync(join(dir, 'node_modules/.bin/biome'), join(outside, 'biome'));
    for (const path of ['/usr/bin:/bin', join(dir, 'node_modules/.bin'), outside, 'node_modules/.bin']) {
      const { after, service } = await formatters(dir, { trusted: false, path, formatter: { prettier: { enabled: false } } });
      expect((await after({ text: 'E', metadata: { files_changed: [join(dir, 'a.ts')] } })).text, path).to.equal('E');
      expect(service.formatterOf(join(dir, 'a.ts'))?.state).to.be.oneOf(['untrusted', 'missing']);
    }
    rmSync(outside, { recursive: true });
    expect(existsSync(join(dir, 'node_modules/.bin/ran'))).to.equal(false);
  });

  it('does not have the real prettier load its configuration or plugins', async () => {
    dir = project({
      'prettier.config.mjs': "import fs from 'node:fs'; fs.writeFileSync(new URL('ran', import.meta.url), ''); export default {};",
      'a.ts': 'let   a\n',
    });
    const outside = project({});
    symlinkSync(join(ROOT, 'node_modules/.bin/prettier'), join(outside, 'prettier'));
    const path = `${outside}:${process.env.PATH}`;
    const untrusted = await formatters(dir, { trusted: false, path });
    expect((await untrusted.after({ text: 'E', metadata: { files_changed: [join(dir, 'a.ts')] } })).text).to.equal('E');
    expect(existsSync(join(dir, 'ran'))).to.equal(false);
    expect(untrusted.service.formatterOf(join(dir, 'a.ts'))?.state).to.equal('untrusted');
    const trusted = await formatters(dir, { path });
    await trusted.after({ text: 'E', metadata: { files_changed: [join(dir, 'a.ts')] } });
    expect(existsSync(join(dir, 'ran')), 'the configuration would run').to.equal(true);
    rmSync(outside, { recursive: true });
  }).timeout(20_000);

  it('still has data-only formatters from elsewhere', async () => {
    const outside = project({ 'biome!': script("process.stdout.write(text.replace(/ +/g, ' '))") });
    dir = project({ 'biome.json': '{}', 'a.ts': 'let   a\n' });
    const { after } = await formatters(dir, { trusted: false, path: outside });
    await after({ text: 'E', metadata: { files_changed: [join(dir, 'a.ts')] } });
    rmSync(outside, { recursive: true });
    expect(readFileSync(join(dir, 'a.ts'), 'utf8')).to.equal('let a\n');
  });
});

describe('real formatters', function () {
  this.timeout(60_000);
  let dir = '';
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const REAL: [string, string, string, Record<string, string>, string, string][] = [
    ['prettier', 'npm', 'a.ts', { '.prettierrc': '{"semi": false}' }, 'const a = {b:1,\n c:2}\n', 'const a = { b: 1, c: 2 }\n'],
    [
      'biome',
      'npm',
      'a.ts',
      { 'biome.json': '{"root": true, "formatter": {"indentStyle": "space"}}' },
      'const a = {b:1,\n c:2}\n',
      'const a = { b: 1, c: 2 };\n',
    ],
    ['gofmt', '', 'a.go', { 'go.mod': 'module x\n' }, 'package x\nfunc  f( ){ }\n', 'package x\n\nfunc f() {}\n'],
    ['rustfmt', '', 'a.rs', { 'Cargo.toml': '' }, 'async fn  f( ){ }\n', 'async fn f() {}\n'],
    ['clang-format', '', 'a.c', { '.clang-format': 'BasedOnStyle: LLVM\n' }, 'int  f( ){ return 1 ;}\n', 'int f() { return 1; }\n'],
    [
      'shfmt',
      '',
      'a.sh',
      { '.editorconfig': '[*.sh]\nindent_style = space\nindent_size = 2\n' },
      'if true\nthen\necho a\nfi\n',
      'if true; then\n  echo a\nfi\n',
    ],
    ['black', '', 'a.py', { 'pyproject.toml': '[tool.black]\n' }, "a = {'b':1}\n", 'a = {"b": 1}\n'],
    ['ruff', '', 'a.py', { 'ruff.toml': '[format]\nquote-style = "single"\n' }, 'a = {"b":1}\n', "a = {'b': 1}\n"],
    ['stylua', '', 'a.lua', { 'stylua.toml': '' }, 'local  a=1\n', 'local a = 1\n'],
  ];
  for (const [name, from, file, files, before, after] of REAL) {
    it(`${name} formats, and tells of a mistake in the text`, async function () {
      dir = project({ [file]: before, ...files });
      if (from === 'npm') {
        mkdirSync(join(dir, 'node_modules/.bin'), { recursive: true });
        symlinkSync(join(ROOT, 'node_modules/.bin', name), join(dir, 'node_modules/.bin', name));
      }
      const { service } = await formatters(dir);
      const state = service.formatterOf(join(dir, file));
      expect(state?.name).to.equal(name);
      if (state?.state !== 'ready') {
        console.log(`      ${name} is not installed here`);
        this.skip();
      }
      const signal = new AbortController().signal;
      const done = await service.format(join(dir, file), signal);
      if (done?.failure?.includes('rustup')) {
        console.log(`      ${name} is there in name only: ${done.failure}`);
        this.skip();
      }
      expect(done?.failure).to.equal(undefined);
      expect(readFileSync(join(dir, file), 'utf8')).to.equal(after);
      expect(await service.format(join(dir, file), signal)).not.to.have.property('after');
      if (name === 'clang-format') return;
      const broken = `${after}\n((\n`;
      writeFileSync(join(dir, file), broken);
      expect((await service.format(join(dir, file), signal))?.failure, 'a mistake')
        .to.be.a('string')
        .and.not.equal('');
      expect(readFileSync(join(dir, file), 'utf8')).to.equal(broken);
    });
  }
});
