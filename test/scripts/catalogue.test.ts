import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { catalogueText, compose } from '../../scripts/catalogue/compose.ts';
import { piFacts } from '../../scripts/catalogue/pi-ai.ts';
import { tokenlensFacts } from '../../scripts/catalogue/tokenlens.ts';

describe('npm run catalogue', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'oc-catalogue-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function put(path: string, text: string): void {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }

  it('reads chat models of one package, with tiers, and takes its zeros for gaps', () => {
    const tiers = [{ inputTokensAbove: 100, input: 2, output: 4, cacheRead: 0.2, cacheWrite: 0 }];
    const big = { id: 'big', name: 'Big', reasoning: true, input: ['text', 'image'], contextWindow: 9, maxTokens: 99 };
    const models = {
      'chat:big': { ...big, cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0, tiers }, compat: { supportsTemperature: false } },
      'chat:zero': { id: 'zero', cost: { input: 0, output: 0 }, contextWindow: 5 },
      'chat:gift:free': { id: 'gift:free', cost: { input: 0, output: 0 }, contextWindow: 5 },
      'chat:big:batch': { ...big, id: 'big:batch' },
      'image:paint': { ...big, id: 'paint', type: 'image' },
    };
    put('dist/providers/data/together.json', JSON.stringify({ protocol: models }));
    put('dist/providers/data/unknown.json', '{}');
    const { togetherai, ...others } = piFacts(dir, new Set(['togetherai']));
    expect(others).to.deep.equal({});
    expect(togetherai).to.deep.equal({
      big: {
        name: 'Big',
        context: 9,
        output: 9,
        cost: { input: 1, output: 2, cache_read: 0.1, tiers: [{ above: 100, input: 2, output: 4, cache_read: 0.2 }] },
        can: 'tools images reasoning -temperature',
      },
      zero: { context: 5, can: 'tools' },
      'gift:free': { context: 5, cost: { input: 0, output: 0 }, can: 'tools' },
    });
  });

  it('names models behind a gateway as its one address wants them', () => {
    const model = (id: string) => ({ [`chat:${id}`]: { id, contextWindow: 5 } });
    const models = { ...model('claude-x'), ...model('gpt-x'), ...model('workers-ai/@cf/x') };
    put('dist/providers/data/cloudflare-ai-gateway.json', JSON.stringify({ protocol: models }));
    const facts = piFacts(dir, new Set(['cloudflare-ai-gateway']))['cloudflare-ai-gateway'] ?? {};
    expect(Object.keys(facts)).to.deep.equal(['anthropic/claude-x', 'openai/gpt-x', 'workers-ai/@cf/x']);
  });

  it('notes who thinks as it sees fit, where that is asked for in words we speak there', () => {
    const model = { id: 'anthropic/claude-x', contextWindow: 5, compat: { forceAdaptiveThinking: true } };
    for (const [file, quirks] of [
      ['openrouter', { thinking: 'adaptive' }],
      ['huggingface', undefined],
    ] as const) {
      put(`dist/providers/data/${file}.json`, JSON.stringify({ protocol: { 'chat:x': model } }));
      expect(piFacts(dir, new Set([file]))[file]?.[model.id]?.quirks).to.deep.equal(quirks);
    }
  });

  it('reads the other package without running it, and says so when it is no plain data any more', () => {
    const one = `{ id: "m", tool_call: true, release_date: "2025-01-02",\n modalities: { input: ["text", "pdf"], output: ["text"] },\n`;
    put(
      'dist/providers/acme.js',
      `export const acme = {\n models: { "m": ${one} cost: { input: 1, output: 2 }, limit: { context: 8, output: 4 } } },\n};\n//# sourceMappingURL=x`,
    );
    expect(tokenlensFacts(dir, new Set(['acme', 'absent']))).to.deep.equal({
      acme: { m: { context: 8, output: 4, cost: { input: 1, output: 2 }, can: 'tools -images pdf', release: '2025-01-02' } },
    });
    put('dist/providers/acme.js', 'export const acme = {\n models: globalThis.process.exit(3),\n};\n');
    expect(() => tokenlensFacts(dir, new Set(['acme']))).to.throw();
    put('dist/providers/acme.js', 'export default 1;');
    expect(() => tokenlensFacts(dir, new Set(['acme']))).to.throw('not one object literal');
  });

  it('lets our own facts win, strikes out what they say is gone, and takes the second package only for gaps', () => {
    const main = { a: { x: { context: 1, can: 'tools' }, gone: {} } };
    const more = { a: { x: { context: 9, release: '2025-01', can: '-tools pdf' }, retired: {} }, b: { y: { context: 3 } } };
    const facts = compose(main, more, { a: { x: { context: 2 }, gone: null, mine: { context: 4 } } });
    expect(facts).to.deep.equal({
      a: { mine: { context: 4 }, x: { context: 2, release: '2025-01', can: 'tools pdf' } },
      b: { y: { context: 3 } },
    });
    const text = catalogueText([{ package: 'p', version: '1.0.0', licence: 'MIT' }], facts);
    expect(JSON.parse(text)).to.deep.include({ providers: facts });
    expect(text).to.include('\n"b":{\n"y":{"context":3}\n}');
  });
});
