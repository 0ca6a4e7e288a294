import { expect } from 'chai';
import { checkFile } from '../../src/config/check-file.ts';
import { allowsType, checkSchema, describeSchema, type JsonSchema, schemaAt, unknownKey } from '../../src/config/check-schema.ts';
import { SCHEMA, World } from './world.ts';

const schema = SCHEMA as JsonSchema;
const types = (value: unknown) =>
  checkSchema(value, schema).flatMap((p) => (p.kind === 'type' ? [`${p.path.join('.')}: ${p.expected} / ${p.got}`] : []));

describe('checkSchema', () => {
  for (const [value, problem] of [
    [{ model: 3 }, 'model: string / integer 3'],
    [{ model: ['x'] }, 'model: string / array'],
    [{ tools: { bash: 'yes' } }, 'tools.bash: boolean / string "yes"'],
    [{ tools: true }, 'tools: table / boolean true'],
    [{ permissions: { allow: 'x' } }, 'permissions.allow: array<string> / string "x"'],
    [{ permissions: { deny: ['a', 1] } }, 'permissions.deny.1: string / integer 1'],
    [{ permissions: { mode: 'yolo' } }, 'permissions.mode: "ask" | "accept-edits" | "plan" | "deny" | "full" / string "yolo"'],
    [{ limits: { max_turns: 0 } }, 'limits.max_turns: integer > 0 / integer 0'],
    [{ limits: { max_turns: 1.5 } }, 'limits.max_turns: integer > 0 / float 1.5'],
    [{ limits: { max_cost_usd: -1 } }, 'limits.max_cost_usd: number >= 0 / integer -1'],
    [{ provider: { x: { temperature: 3 } } }, 'provider.x.temperature: number >= 0 <= 2 / integer 3'],
    [{ provider: { x: 'y' } }, 'provider.x: table / string "y"'],
    [{ mcp: { servers: { x: { args: 'y' } } } }, 'mcp.servers.x.args: array<string> / string "y"'],
    [{ mcp: { servers: [1] } }, 'mcp.servers.0: string / integer 1'],
    [{ mcp: { servers: 'x' } }, 'mcp.servers: array<string> | table / string "x"'],
    [{ lsp: { go: { command: 'gopls' } } }, 'lsp.go.command: array<string> / string "gopls"'],
    [{ profiles: { p: { provider: 3 } } }, 'profiles.p.provider: string | table / integer 3'],
    [{ model: new Date(0) }, 'model: string / datetime'],
  ] as const) {
    it(`objects to ${JSON.stringify(value)}`, () => expect(types(value)).to.deep.equal([problem]));
  }

  it('lets free tables be', () => {
    const free = {
      tool: { bash: { anything: { goes: [1, {}] } } },
      rag: { x: 1 },
      plugins: { '@a/b': { own: 1 } },
      session: { url: 'x' },
    };
    expect(checkSchema(free, schema)).to.deep.equal([]);
    expect(checkSchema({ provider: { x: { extra: { any: { thing: true } } } } }, schema)).to.deep.equal([]);
    expect(checkSchema({ hooks: { PreToolUs: [] } }, schema)[0]).to.include({ kind: 'unknown' });
    expect(checkSchema({ limits: { timeout: 90 } }, schema)).to.deep.equal([]);
    expect(checkSchema({ limits: { timeout: '1h30m' } }, schema)).to.deep.equal([]);
    expect(types({ limits: { timeout: 'soon' } })).to.have.length(1);
  });

  it('knows every part of a price', () => {
    const priced = (tier: object) => ({
      models: {
        'lab/x': { cost: { input: 1, output: 2, cache_read: 0.1, cache_write: 1.2, cache_write_1h: 2, reasoning: 3, tiers: [tier] } },
      },
    });
    expect(checkSchema(priced({ above: 200_000, input: 2, output: 4, cache_read: 0.2 }), schema)).to.deep.equal([]);
    expect(checkSchema(priced({ above: 200_000, input: 'two', output: 4 }), schema)).to.have.length(1);
  });

  it('finds the nearest key, and none where none is near', () => {
    const nearest = (value: unknown) => checkSchema(value, schema).map((p) => (p.kind === 'unknown' ? (p.nearest ?? '-') : '?'));
    expect(nearest({ permisions: {} })).to.deep.equal(['permissions']);
    expect(nearest({ Model: 'x' })).to.deep.equal(['model']);
    expect(nearest({ mdoel: 'x' })).to.deep.equal(['model']);
    expect(nearest({ qq: 1 })).to.deep.equal(['-']);
    expect(nearest({ permissions: { alow: [] } })).to.deep.equal(['allow']);
    expect(nearest({ provider: { x: { base_uri: 'y' } } })).to.deep.equal(['base_url']);
    expect(nearest({ profiles: { p: { disabel: [] } } })).to.deep.equal(['disable']);
  });

  it('answers for single keys', () => {
    expect(schemaAt(schema, ['provider', 'x', 'temperature'])?.type).to.equal('number');
    expect(schemaAt(schema, ['profiles', 'p', 'provider', 'x', 'model'])?.type).to.equal('string');
    expect(schemaAt(schema, ['nothing'])).to.equal(undefined);
    expect(allowsType(schemaAt(schema, ['limits', 'timeout']), 'string')).to.equal(true);
    expect(allowsType(schemaAt(schema, ['limits', 'retries']), 'string')).to.equal(false);
    expect(unknownKey(schema, ['limits', 'max_turn'])).to.deep.include({ nearest: 'max_turns' });
    expect(unknownKey(schema, ['limits', 'max_turns'])).to.equal(undefined);
    expect(unknownKey(schema, ['constructor'])).to.deep.include({ kind: 'unknown' });
    expect(describeSchema(schemaAt(schema, ['limits', 'retries']) ?? {})).to.equal('integer >= 0');
  });

  it('describes every key of the schema for editors', () => {
    const silent: string[] = [];
    const walk = (node: JsonSchema, path: string) => {
      for (const [key, inner] of Object.entries(node.properties ?? {})) {
        if (!inner.description && !inner.deprecated) silent.push(`${path}${key}`);
        walk(inner, `${path}${key}.`);
      }
      if (typeof node.additionalProperties === 'object') walk(node.additionalProperties, `${path}*.`);
      if (node.items) walk(node.items, `${path}*.`);
      for (const branch of node.anyOf ?? []) walk(branch, path);
    };
    walk(schema, '');
    expect(silent).to.deep.equal([]);
  });
});

describe('checkFile', () => {
  it('reports everything with its line, top to bottom', () => {
    const world = new World();
    const file = world.write(
      'x.toml',
      '[limits]\nretries = "a"\n\n[[multi_model_patterns.p.models]]\nmodel = "a"\n[[multi_model_patterns.p.models]]\n  modell = 1\nprovider = 2\n\n[lsp]\ngo = { comand = 1, command = "x" }\n',
    );
    expect(checkFile(file, schema).map(({ level, line, key }) => `${level} ${line} ${key}`)).to.deep.equal([
      'error 2 limits.retries',
      'warning 7 multi_model_patterns.p.models.1.modell',
      'error 8 multi_model_patterns.p.models.1.provider',
      'warning 11 lsp.go.comand',
      'error 11 lsp.go.command',
    ]);
    world.remove();
  });
});
