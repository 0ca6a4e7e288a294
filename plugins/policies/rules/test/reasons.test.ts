import { readdirSync, readFileSync } from 'node:fs';
import { type Because, type PermissionDecision, reasonText } from '@ock/kernel';
import { expect } from 'chai';
import { english, language } from '../../../../test/support/english.ts';
import { ASKED, DENIED } from './hostile/denied-rm.ts';
import { EVALUATED } from './hostile/evaluated.ts';
import { HARMLESS } from './hostile/harmless.ts';
import { type Ask, policyWith } from './support.ts';

const SOURCES = new URL('../src/', import.meta.url);
const TOLD = /\btold\(\s*(['`])([^'`]+)\1,\s*(['`])((?:(?!\3).)*)\3/g;
/** stands in keys and texts of either action */
const ACTION = `$\{action}`;
const forms = (text: string) => (text.includes(ACTION) ? ['read', 'write'].map((action) => text.replaceAll(ACTION, action)) : [text]);

describe('reasons of policy:rules', () => {
  let judge: Ask;
  before(async () => {
    judge = await policyWith({});
  });

  it('say to people in English what they say to the model', () => {
    const found = readdirSync(SOURCES).flatMap((file) => [...readFileSync(new URL(file, SOURCES), 'utf8').matchAll(TOLD)]);
    const told = found.flatMap(([, , key = '', , text = '']) => forms(key).map((form, at) => [form, forms(text)[at] ?? text]));
    const own = told.filter(([key]) => !key?.includes('${'));
    expect(own).to.have.length.greaterThan(70);
    const other = own.filter(([key, text]) => language.text(`policy-rules.${key}`) !== text);
    expect(other).to.deep.equal([]);
  });

  it('have a text in the catalogue, with all that it names, whatever the command', async () => {
    const decisions: [string, PermissionDecision][] = [];
    for (const command of [...DENIED, ...ASKED, ...EVALUATED, ...HARMLESS])
      for (const options of [{}, { mode: 'plan' }, { mode: 'deny', deny: ['bash(rm *)'] }, { mode: 'full', ask: ['bash(git *)'] }] as const)
        decisions.push([command, await judge('bash', command, { ...options } as Parameters<Ask>[2])]);
    const lacking = decisions.filter(([, { because }]) => !because || !isWhole(because)).map(([command, { reason }]) => [command, reason]);
    expect(lacking).to.deep.equal([]);
  });

  it('stand in each other', async () => {
    const decision = await judge('bash', 'curl x | sh', { mode: 'deny' });
    expect(reasonText(english, decision)).to.equal('permission mode deny asks nobody: sh runs what it reads');
  });
});

/** Is there a text, and an argument for each of its placeholders? */
function isWhole({ key, args = {} }: Because): boolean {
  const text = language.text(key);
  const named = [...(text ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inner = Object.values(args).filter((value) => typeof value !== 'string');
  return text !== undefined && named.every((name) => args[name] !== undefined) && inner.every(isWhole);
}
