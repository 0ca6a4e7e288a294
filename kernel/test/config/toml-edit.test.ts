import { expect } from 'chai';
import { valueAt } from '../../src/config/key-path.ts';
import { isTable, parseToml } from '../../src/config/toml.ts';
import { setValue, unsetValue } from '../../src/config/toml-edit.ts';

const FILE = `# my configuration
model = "a/b"   # the good one

# people
[provider]
default = "a"

[provider.a]      # first
api_key_env = 'A_KEY'
extra = { seed = 1, "odd key" = "x" } # inline

# rules
[permissions]
allow = [
  "read",   # always
  "grep",
]
deny = []

[models."a/b.c"]
context = 1_000
cost.input = 3.0
`;

/** The lines of `after` that are not in `before`, and the other way round. */
function changed(before: string, after: string): { gone: string[]; new: string[] } {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const gone = a.filter((line) => line !== '' && !b.includes(line));
  return { gone, new: b.filter((line) => line !== '' && !a.includes(line)) };
}

describe('setValue', () => {
  for (const [name, path, value, gone, added] of [
    ['a root key, keeping its comment', ['model'], 'c/d', ['model = "a/b"   # the good one'], ['model = "c/d"   # the good one']],
    ['a new root key before the first table', ['agent'], 'plan', [], ['agent = "plan"']],
    ['a key of a table', ['provider', 'a', 'api_key_env'], 'B', ["api_key_env = 'A_KEY'"], ['api_key_env = "B"']],
    ['a new key of a table', ['provider', 'a', 'model'], 'm', [], ['model = "m"']],
    ['a new key of a table without one of its own', ['provider', 'b', 'model'], 'm', [], ['[provider.b]', 'model = "m"']],
    ['a key of a new table', ['ui', 'theme'], 'dark', [], ['[ui]', 'theme = "dark"']],
    [
      'a key in an inline table',
      ['provider', 'a', 'extra', 'seed'],
      2,
      ['extra = { seed = 1, "odd key" = "x" } # inline'],
      ['extra = { seed = 2, "odd key" = "x" } # inline'],
    ],
    [
      'a quoted key in an inline table',
      ['provider', 'a', 'extra', 'odd key'],
      true,
      ['extra = { seed = 1, "odd key" = "x" } # inline'],
      ['extra = { seed = 1, "odd key" = true } # inline'],
    ],
    [
      'a new key in an inline table',
      ['provider', 'a', 'extra', 'n', 'm'],
      1,
      ['extra = { seed = 1, "odd key" = "x" } # inline'],
      ['extra = { seed = 1, "odd key" = "x", n.m = 1 } # inline'],
    ],
    [
      'a list over several lines',
      ['permissions', 'allow'],
      ['a', 'b'],
      ['allow = [', '  "read",   # always', '  "grep",', ']'],
      ['allow = ["a", "b"]'],
    ],
    ['an empty list', ['permissions', 'deny'], ['x'], ['deny = []'], ['deny = ["x"]']],
    ['a key of a quoted table', ['models', 'a/b.c', 'context'], 2, ['context = 1_000'], ['context = 2']],
    ['a dotted key', ['models', 'a/b.c', 'cost', 'input'], 4, ['cost.input = 3.0'], ['cost.input = 4']],
    ['a new key beside a dotted one', ['models', 'a/b.c', 'cost', 'output'], 5, [], ['cost.output = 5']],
    ['a new quoted table', ['plugins', '@me/x', 'enabled'], false, [], ['[plugins."@me/x"]', 'enabled = false']],
    [
      'a table as a value',
      ['mcp', 'servers', 'fs'],
      { command: 'c', args: ['a'] },
      [],
      ['[mcp.servers]', 'fs = { command = "c", args = ["a"] }'],
    ],
  ] as const) {
    it(`sets ${name}`, () => {
      const after = setValue(FILE, path, value);
      expect(valueAt(parseToml(after, ''), path)).to.deep.equal(value);
      expect(changed(FILE, after)).to.deep.equal({ gone, new: added });
    });
  }

  it('puts a new key behind the last of its table, a new table beside its sisters', () => {
    expect(setValue(FILE, ['provider', 'a', 'model'], 'm')).to.contain('# inline\nmodel = "m"\n\n# rules\n');
    expect(setValue(FILE, ['provider', 'b', 'model'], 'm')).to.contain('# inline\n\n[provider.b]\nmodel = "m"\n\n# rules\n');
    expect(setValue('[provider.b]\nmodel = "m"\n', ['provider', 'default'], 'b')).to.equal(
      '[provider]\ndefault = "b"\n\n[provider.b]\nmodel = "m"\n',
    );
    expect(setValue('# about\n[ui]\n', ['model'], 'm')).to.equal('model = "m"\n\n# about\n[ui]\n');
  });

  it('starts a file', () => {
    expect(setValue('', ['model'], 'm')).to.equal('model = "m"\n');
    expect(setValue('', ['ui', 'theme'], 'm')).to.equal('[ui]\ntheme = "m"\n');
    expect(setValue('# only a comment', ['ui', 'theme'], 'm')).to.equal('# only a comment\n\n[ui]\ntheme = "m"\n');
  });

  it('keeps Windows line ends and a byte order mark', () => {
    expect(setValue('\uFEFFa = 1\r\n[ui]\r\n', ['ui', 'theme'], 'x')).to.equal('\uFEFFa = 1\r\n[ui]\r\ntheme = "x"\r\n');
    expect(setValue('\uFEFFa = 1\r\n', ['a'], 2)).to.equal('\uFEFFa = 2\r\n');
  });

  it('replaces the content of an existing table, key by key', () => {
    const after = setValue('[a] # head\nx = 1 # one\ny = 2\n[a.z]\nq = 1\n', ['a'], { x: 3, w: true });
    expect(after).to.equal('[a] # head\nx = 3 # one\nw = true\n');
  });

  it('writes any text so that it reads back the same', () => {
    for (const text of ['', '"', "'", '\\', 'a\nb', '\t\u0000\u001b\u007f', '# no comment', '日本語 🎉', '"""', '[x]', '\r\n']) {
      expect(parseToml(setValue(FILE, ['model'], text), '').model).to.equal(text);
      expect(valueAt(parseToml(setValue(FILE, ['tool', text, text], 1), ''), ['tool', text, text])).to.equal(1);
    }
  });

  it('is not confused by what only looks like TOML', () => {
    const text = `a = """\n[x]\nb = 1 # no\n"""\nb = '''\nx = "'''\nc = "\\"x = 1" # c = 2\n[t]\nd = [ { x = "]" }, # }\n { x = '}' } ]\n`;
    expect(setValue(text, ['c'], 5)).to.equal(text.replace('"\\"x = 1"', '5'));
    expect(setValue(text, ['t', 'd'], [])).to.equal(`${text.slice(0, text.indexOf('d = ['))}d = []\n`);
    expect(setValue(text, ['b'], 'y')).to.equal(text.replace(`'''\nx = "'''`, '"y"'));
  });

  it('edits the right one of several tables in a list', () => {
    const text = '[[m.models]]\nid = 1\n[[m.models]]\nid = 2\n[m.models.sub]\nx = 1\n';
    expect(setValue(text, ['m', 'models', '1', 'id'], 9)).to.equal(text.replace('id = 2', 'id = 9'));
    expect(setValue(text, ['m', 'models', '1', 'sub', 'x'], 9)).to.equal(text.replace('x = 1', 'x = 9'));
  });

  it('refuses what would damage the file, and leaves an invalid one alone', () => {
    expect(() => setValue('a = 1\n', ['a', 'b'], 1)).to.throw('OC_CONFIG_WRITE');
    expect(() => setValue('a = [\n', ['b'], 1)).to.throw('OC_CONFIG_SYNTAX');
  });
});

describe('unsetValue', () => {
  for (const [name, path, gone, added] of [
    ['a key with its comment', ['model'], ['model = "a/b"   # the good one'], []],
    ['a list over several lines', ['permissions', 'allow'], ['allow = [', '  "read",   # always', '  "grep",', ']'], []],
    [
      'a key of an inline table',
      ['provider', 'a', 'extra', 'seed'],
      ['extra = { seed = 1, "odd key" = "x" } # inline'],
      ['extra = { "odd key" = "x" } # inline'],
    ],
    [
      'the last key of an inline table',
      ['provider', 'a', 'extra', 'odd key'],
      ['extra = { seed = 1, "odd key" = "x" } # inline'],
      ['extra = { seed = 1 } # inline'],
    ],
    ['a table', ['permissions'], ['[permissions]', 'allow = [', '  "read",   # always', '  "grep",', ']', 'deny = []'], []],
    [
      'a table and those below',
      ['provider'],
      [
        '[provider]',
        'default = "a"',
        '[provider.a]      # first',
        "api_key_env = 'A_KEY'",
        'extra = { seed = 1, "odd key" = "x" } # inline',
      ],
      [],
    ],
    ['dotted keys', ['models', 'a/b.c', 'cost'], ['cost.input = 3.0'], []],
    ['what is not there', ['nothing', 'here'], [], []],
  ] as const) {
    it(`removes ${name}`, () => {
      const after = unsetValue(FILE, path);
      expect(valueAt(parseToml(after, ''), path)).to.equal(undefined);
      expect(changed(FILE, after)).to.deep.equal({ gone, new: added });
    });
  }
});

describe('setValue and unsetValue together', () => {
  for (const start of [7, 11, 42]) {
    it(`agree with a plain tree over a long random walk from ${start}`, () => walk(start));
  }

  function walk(start: number): void {
    const keys = ['a', 'b', 'c-1', 'd.e', 'ü', 'provider', 'models'];
    let seed = start;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    const values = [1, 'x # y', true, [1, 2], 2.5, ['a', 'b'], { k: 1 }];
    let text = FILE;
    let refused = 0;
    for (let step = 0; step < 150; step++) {
      const path = Array.from({ length: 1 + random(3) }, () => keys[random(keys.length)] as string);
      const value = values[random(values.length)];
      try {
        if (random(3) === 0) {
          text = unsetValue(text, path);
          expect(valueAt(parseToml(text, ''), path)).to.equal(undefined);
        } else {
          text = setValue(text, path, value);
          expect(valueAt(parseToml(text, ''), path)).to.deep.equal(value);
        }
      } catch (error) {
        if ((error as { code?: string }).code !== 'OC_CONFIG_WRITE') throw error;
        refused++;
        const tree = parseToml(text, '');
        const scalarAbove = path.slice(0, -1).some((_key, i) => !isTable(valueAt(tree, path.slice(0, i + 1)) ?? {}));
        expect(scalarAbove, `${path.join(' > ')} = ${JSON.stringify(value)} in\n${text}`).to.equal(true);
      }
    }
    expect(refused).to.be.lessThan(100);
    expect(text).to.contain('# my configuration');
    expect(text).to.contain('"read",   # always');
  }
});
