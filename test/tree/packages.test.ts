import { expect } from 'chai';
import { satisfies } from 'semver';
import { readJson } from '../support/tree.ts';

interface Lock {
  packages: Record<
    string,
    {
      version?: string;
      engines?: { node?: string };
      hasInstallScript?: boolean;
      dev?: boolean;
      license?: string;
      link?: boolean;
      optionalDependencies?: Record<string, string>;
    }
  >;
}
const { packages } = readJson<Lock>('package-lock.json');
const installed = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
const root = readJson<Record<string, Record<string, string>>>('package.json');

/** They carry what they need without their script: binaries of esbuild and of the watcher are optional packages, yarn's script only prints advice. */
const SCRIPTS_NOT_NEEDED = ['node_modules/esbuild', 'node_modules/yarn', 'node_modules/@parcel/watcher'];

describe('dependencies', () => {
  it('all accept Node 20.19', () => {
    const refusing = installed
      .filter(([, { engines }]) => engines?.node && !satisfies('20.19.0', engines.node))
      .map(([path, { engines }]) => `${path}: ${engines?.node}`);
    expect(refusing).to.deep.equal([]);
  });

  it('need no install script', () => {
    const withScript = installed
      .filter(([path, { hasInstallScript }]) => hasInstallScript && !path.includes('fsevents'))
      .map(([path]) => path);
    expect(withScript.filter((path) => !SCRIPTS_NOT_NEEDED.includes(path))).to.deep.equal([]);
  });

  it('are pinned exactly in the root', () => {
    const all = { ...root.dependencies, ...root.devDependencies, ...root.optionalDependencies };
    expect(Object.entries(all).filter(([, range]) => !/^(npm:typescript@)?\d+\.\d+\.\d+$/.test(range))).to.deep.equal([]);
  });

  it('are locked for every platform, as "npm ci" demands', () => {
    const wanted = installed.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => [path, name]),
    );
    const missing = wanted.filter(([path, name]) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`]);
    expect(missing).to.deep.equal([]);
  });

  it('are locked without naming a download host', () => {
    expect(JSON.stringify(packages)).to.not.match(/"resolved":"https?:/);
  });
});
