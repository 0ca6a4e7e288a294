import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { ROOT, read, readJson, treeFiles } from '../support/tree.ts';

interface Package {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  opencode?: { contributes?: Record<string, { id: string }[]>; requires?: string[] };
}

const KERNEL_DEPENDENCIES = Object.keys(readJson<Package>('kernel/package.json').dependencies ?? {});
const plugins = treeFiles(/^plugins\/[^/]+\/[^/]+\/package\.json$/).map((file) => ({ dir: dirname(file), pkg: readJson<Package>(file) }));
const sources = treeFiles(/^(kernel|schemas|plugins|scripts|test)\/.*\.ts$/).filter((file) => existsSync(join(ROOT, file)));

function importsOf(file: string): string[] {
  const text = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*(?:\{[^}]*\}[^'"\n;]*)?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map((match) => (match[1] ?? match[2]) as string);
}

function packageOf(specifier: string): string {
  return specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] as string);
}

describe('the tree', () => {
  it('has no source file over 400 lines', () => {
    const long = [...sources, ...treeFiles(/^(bin|scripts)\/.*\.(js|mjs)$/)]
      .filter((file) => !file.includes('.generated.'))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400);
    expect(long).to.deep.equal([]);
  });

  it('keeps imports inside the allowed directions', () => {
    const wrong: string[] = [];
    for (const file of sources.filter((name) => !name.startsWith('test/') && !name.startsWith('scripts/') && !/\/test\//.test(name))) {
      const home = file
        .split('/')
        .slice(0, file.startsWith('plugins/') ? 3 : 1)
        .join('/');
      const allowed = allowedPackages(file, home);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const target = normalize(join(dirname(file), specifier));
          if (!target.startsWith(`${home}/`)) wrong.push(`${file} → ${specifier}`);
        } else if (!isBuiltin(specifier) && !allowed.has(packageOf(specifier))) wrong.push(`${file} → ${specifier}`);
      }
    }
    expect(wrong).to.deep.equal([]);
  });

  it('keeps built-in modules under the node: prefix', () => {
    const bare = sources.flatMap((file) =>
      importsOf(file)
        .filter((name) => isBuiltin(name) && !name.startsWith('node:'))
        .map((name) => `${file}: ${name}`),
    );
    expect(bare).to.deep.equal([]);
  });

  it('never names a particular part in the kernel', () => {
    const named = sources.filter(
      (file) =>
        file.startsWith('kernel/src/') &&
        /@ock\/(tool|provider|wire|agent|mode|policy|store|bridge|frontend|router|gpu|locale|command|service)-\w/.test(read(file)),
    );
    expect(named).to.deep.equal([]);
  });
});

function allowedPackages(file: string, home: string): Set<string> {
  if (file.startsWith('schemas/')) return new Set(['zod']);
  if (file.startsWith('kernel/')) return new Set([...KERNEL_DEPENDENCIES]);
  const { dependencies = {}, peerDependencies = {} } = readJson<Package>(`${home}/package.json`);
  return new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), '@ock/schemas']);
}

describe('every plugin', () => {
  for (const { dir, pkg } of plugins) {
    it(`${dir}: name, id, manifest and test agree`, () => {
      const [, kinds, id] = dir.split('/') as [string, string, string];
      const kind = kinds === 'policies' ? 'policy' : kinds === 'slash' ? kinds : kinds.replace(/(?<=x)es$|s$/, '');
      expect(pkg.name).to.equal(`@ock/${kind}-${id}`);
      // folders are kebab-case, tools may be called with an underscore; slash commands may be named after what several have in common
      if (kind !== 'command' && kind !== 'slash')
        expect(pkg.opencode?.contributes?.[kind]?.map((part) => part.id.replaceAll('_', '-'))).to.include(id);
      expect(treeFiles(new RegExp(`^${dir}/test/.*\\.test\\.ts$`)), 'tests').to.not.be.empty;
      expect(existsSync(join(ROOT, dir, 'tsconfig.json')), 'no tsconfig of its own').to.equal(false);
    });
  }

  it('requires only what somebody contributes', () => {
    const contributed = new Set(
      plugins.flatMap(({ pkg }) =>
        Object.entries(pkg.opencode?.contributes ?? {}).flatMap(([kind, list]) => list.map(({ id }) => `${kind}:${id}`)),
      ),
    );
    const missing = plugins.flatMap(({ pkg }) =>
      (pkg.opencode?.requires ?? []).filter((part) => !contributed.has(part)).map((part) => `${pkg.name}: ${part}`),
    );
    expect(missing).to.deep.equal([]);
  });
});
