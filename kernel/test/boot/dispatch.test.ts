import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { firstWord } from '../../src/boot/dispatch.ts';
import type { ShippedIndex } from '../../src/index/plugin-index.ts';

describe('firstWord', () => {
  it('takes the value of no flag of the bare command for a command', () => {
    const index = JSON.parse(readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8')) as ShippedIndex;
    const command = index.plugins.flatMap(({ manifest }) => manifest.contributes.command ?? []).find(({ id }) => id === 'repl');
    const flags = Object.entries((command?.cached?.flags ?? {}) as Record<string, { type: string; char?: string }>).filter(
      ([, { type }]) => type === 'option',
    );
    expect(flags.length).to.be.greaterThan(10);
    for (const [name, { char }] of flags)
      for (const flag of [`--${name}`, ...(char ? [`-${char}`] : [])]) expect(firstWord([flag, 'value']), flag).to.equal(-1);
  });
});
