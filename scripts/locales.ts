import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatherMessages, helpTexts, type ShippedIndex } from '@ock/kernel/build';

/**
 * What translators need to know, after `npm run build`: which texts a locale lacks, and which it has of texts that are gone.
 *
 * `npm run locales` lists every locale; `npm run locales -- de` prints the English of what `de` lacks, as JSON to be filled in;
 * `npm run locales -- de FILE` takes such a file in; `npm run locales -- --prune` removes what is gone.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'plugins/locales');

type Texts = Record<string, string>;

function english(): Texts {
  const index = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as ShippedIndex;
  return { ...gatherMessages(root), ...helpTexts(index.plugins.map(({ manifest }) => manifest)) };
}

const fileOf = (id: string): string => join(folder, id, 'texts.json');
const read = (file: string): Texts => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Texts) : {});
const missing = (all: Texts, own: Texts): Texts => Object.fromEntries(Object.entries(all).filter(([key]) => !(key in own)));

/** In the order of the English catalogue, so that a change of a text shows as a line. */
function write(id: string, all: Texts, own: Texts): void {
  const ordered = Object.keys(all).filter((key) => key in own);
  writeFileSync(fileOf(id), `${JSON.stringify(Object.fromEntries(ordered.map((key) => [key, own[key]])), null, 2)}\n`);
}

function main(args: readonly string[]): void {
  const all = english();
  const [id, file] = args.filter((arg) => !arg.startsWith('--'));
  if (id !== undefined) {
    const own = read(fileOf(id));
    if (file === undefined) {
      process.stdout.write(`${JSON.stringify(missing(all, own), null, 2)}\n`);
      return;
    }
    write(id, all, { ...own, ...read(file) });
  }
  const ids = readdirSync(folder).filter((name) => existsSync(fileOf(name)));
  for (const name of id === undefined ? ids : [id]) {
    const own = read(fileOf(name));
    const gone = Object.keys(own).filter((key) => !(key in all));
    if (args.includes('--prune')) write(name, all, own);
    console.log(`${name}: ${Object.keys(missing(all, own)).length} of ${Object.keys(all).length} missing, ${gone.length} gone`);
  }
}

main(process.argv.slice(2));
