import { expect } from 'chai';
import { readJson, treeFiles } from '../support/tree.ts';

interface Lock {
  packages: Record<string, { name?: string; dependencies?: Record<string, string> }>;
}

describe('package-lock.json', () => {
  it('knows every workspace as its package.json stands: npm ci refuses anything else (npm install --package-lock-only)', () => {
    const { packages } = readJson<Lock>('package-lock.json');
    const wrong = treeFiles(/^(kernel|schemas|plugins\/[^/]+\/[^/]+|plugins\/stores\/sqlite\/driver)\/package\.json$/).filter((file) => {
      const { dependencies = {}, name } = readJson<{ name: string; dependencies?: Record<string, string> }>(file);
      const locked = packages[file.replace(/\/package\.json$/, '')];
      return (
        locked === undefined || packages[`node_modules/${name}`] === undefined || sorted(locked.dependencies ?? {}) !== sorted(dependencies)
      );
    });
    expect(wrong).to.deep.equal([]);
  });
});

function sorted(record: Record<string, string>): string {
  return JSON.stringify(Object.entries(record).sort());
}
