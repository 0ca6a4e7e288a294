import { expect } from 'chai';
import { REMOTE_HOOKS } from '../../kernel/src/host/protocol.ts';
import { HOOK_NAMES, Hooks } from '../../kernel/src/runtime/hooks.ts';
import { read } from '../support/tree.ts';

const chapters = new Map(
  read('docs/hooks.md')
    .split(/^## /m)
    .slice(1)
    .map((chapter) => [chapter.split('\n', 1)[0] as string, chapter]),
);
const hooks = new Hooks(() => undefined);
const CLASSES: Record<string, string> = {
  AsyncSeriesWaterfallHook: 'waterfall',
  SyncWaterfallHook: 'waterfall, synchronous',
  AsyncSeriesBailHook: 'bail',
  AsyncSeriesHook: 'series',
  SyncHook: 'synchronous',
};

describe('docs/hooks.md', () => {
  it('has a chapter for every hook, and for nothing else', () => {
    expect([...chapters.keys()]).to.have.members([...HOOK_NAMES]);
  });

  for (const name of HOOK_NAMES) {
    it(`says of ${name} its class, its arguments, its return value and what a failing tap does`, () => {
      const chapter = chapters.get(name) ?? '';
      const { constructor: made, _args } = hooks[name] as unknown as { constructor: { name: string }; _args: string[] };
      expect(chapter).to.contain(`- class: ${CLASSES[made.name]}\n`);
      const told = /^- arguments: ([\s\S]*?)\n- /m.exec(chapter)?.[1] ?? '';
      for (const argument of _args) expect(told).to.contain(`\`${argument}\``);
      expect(chapter).to.match(/^- returns: \S/m);
      expect(chapter).to.match(/^- a tap fails: \S/m);
    });
  }

  it('says which hooks are closed to plugins in a process of their own', () => {
    const closed = HOOK_NAMES.filter((name) => !(REMOTE_HOOKS as readonly string[]).includes(name));
    const sentence = /can tap all of these but ([^.]*)\./.exec(read('docs/hooks.md'))?.[1] ?? '';
    expect([...sentence.matchAll(/`(\w+)`/g)].map((match) => match[1])).to.have.members([...closed]);
  });
});
