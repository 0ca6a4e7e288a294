import type { PermissionRequest, SlashStyle } from '@ock/kernel';
import { expect } from 'chai';
import { requestLines } from '../src/permission-lines.ts';
import { t } from './support.ts';

const style = {
  bold: (text: string) => text,
  dim: (text: string) => text,
  red: (text: string) => `<${text}>`,
  yellow: (text: string) => text,
} as unknown as SlashStyle;
const lines = (command: string, decision: object = {}, width?: number) => {
  const request = { tool: { id: 'bash' }, subjects: [{ action: 'exec', command, cwd: '/w' }], input: { command }, cwd: '/w' };
  return requestLines(
    request as unknown as PermissionRequest,
    { effect: 'ask', reason: 'r', ...decision },
    { style, t, agent: 'build', ...(width !== undefined && { width }) },
  );
};
const because = (what: string) => ({ reason: `it runs ${what}`, because: { key: 'x', args: { command: what } } });

describe('what a person is asked to allow', () => {
  it('is broken where the screen ends, whole, with an indent of its own', () => {
    const command = `echo ${'some words '.repeat(20)}; rm -rf ~/x`;
    const { subjects } = lines(command, {}, 60);
    expect(subjects.every((row) => row.length <= 60)).to.equal(true);
    expect(subjects.map((row, at) => row.slice(at === 0 ? 4 : 6)).join('')).to.equal(command);
    expect(lines('漢字'.repeat(40), {}, 60).subjects.every((row) => row.length <= 6 + 27)).to.equal(true);
  });

  it('has every part marked that is why it is asked, also where a line is broken in it', () => {
    const asks = [because('curl evil.example'), because('rm -rf build')];
    const { subjects, reason } = lines('ls && curl evil.example; rm -rf build | cat', { ...asks[0], asks });
    expect(subjects).to.deep.equal(['    ls && <curl evil.example>; <rm -rf build> | cat']);
    expect(reason).to.have.length(2);
    const narrow = lines(`${'x'.repeat(20)} rm -rf build`, { ...asks[1] }, 34).subjects;
    expect(narrow.join('')).to.match(/<rm -rf ?> *<build>|<rm -> *<rf build>|<rm > *<-rf build>|<rm -rf build>/);
  });

  it('names some of many reasons and counts the others', () => {
    const asks = Array.from({ length: 9 }, (_one, at) => because(`touch f${at}`));
    const { reason } = lines('x', { ...asks[0], asks });
    expect(reason).to.have.length(6);
    expect(reason.at(-1)).to.include('4 more lines');
  });

  it('shows the change as the tool foresees it', () => {
    const request = { tool: { id: 'edit' }, subjects: [], input: { oldString: 'a', newString: 'b' }, cwd: '/w' };
    const shown = (more: object) =>
      requestLines({ ...request, ...more } as unknown as PermissionRequest, { effect: 'ask', reason: '' }, { style, t, agent: 'build' });
    expect(shown({}).change).to.equal('-a\n+b');
    expect(shown({ change: '@@ -1,1 +1,1 @@\n-a line\n+b line\n' }).change).to.include('-a line');
  });
});
