import { createHash } from 'node:crypto';

/** Where the services of a test are. */
export interface Places {
  /** a web server: `/page.html`, `/searxng/search`, `/exa` */
  web: string;
  video: string;
}

export interface ToolStep {
  tool: string;
  input: Record<string, unknown>;
  /** what the result shows when the tool did its work */
  shows: RegExp;
}

/** The handle of the command that a call puts in the background. */
const handle = (callId: string) => `b${createHash('sha256').update(`${callId} 0`).digest('hex').slice(0, 4)}`;

/** What the fake model calls the n-th call of the session, from 1. */
export const callIdOf = (n: number): string => `call_step_${n}`;

/** A session that uses each tool at least once, in this order; a new tool is one line. */
export function everyTool({ web, video }: Places): ToolStep[] {
  const steps: ToolStep[] = [];
  const add = (tool: string, input: ToolStep['input'], shows: RegExp) => steps.push({ tool, input, shows });
  add('explore', {}, /npm test/);
  add('ls', {}, /src\/[\s\S]*sum\.ts/);
  add('glob', { pattern: '*.py' }, /^tools\/count\.py$/m);
  add('grep', { pattern: 'export', type: 'ts' }, /src\/sum\.ts\n1: export function sum/);
  add('read', { filePath: 'src/sum.ts' }, /^1\texport function sum/);
  add('plan', { action: 'create', title: 'Fix sum', steps: [{ text: 'Add instead of subtracting' }] }, /Add instead/);
  add('todowrite', { todos: [{ content: 'fix sum', status: 'in_progress' }] }, /fix sum/);
  add('todoread', {}, /fix sum/);
  add('question', { questions: [{ question: 'Which way to add?' }] }, /plainly/);
  add('switch_mode', { mode: 'review', reason: 'Why not.' }, /stay in mode code/);
  add('skill', { name: 'house-style' }, /Two spaces/);
  add('edit', { filePath: 'src/sum.ts', oldString: 'a - b', newString: 'a + b' }, /^Edited src\/sum\.ts/);
  add(
    'multiedit',
    {
      filePath: 'tools/count.py',
      edits: [
        { oldString: 'def cnt', newString: 'def count' },
        { oldString: 'cnt([1])', newString: 'count([1])' },
      ],
    },
    /2 places/,
  );
  add('write', { filePath: 'docs/guide.md', content: '# Guide\n' }, /docs\/guide\.md/);
  add(
    'apply_patch',
    { patchText: '*** Begin Patch\n*** Add File: docs/more.md\n+More.\n*** Update File: README.md\n@@\n-Sums.\n+Adds.\n*** End Patch' },
    /A docs\/more\.md[\s\S]*M README\.md/,
  );
  add('rm', { filePath: 'old.txt' }, /^Removed old\.txt/);
  add('lsp', { operation: 'definition', filePath: 'notes.fake', line: 1, column: 1 }, /notes\.fake:1:1/);
  add('lsp_edit', { operation: 'format', filePath: 'notes.fake' }, /notes\.fake/);
  add('bash', { command: 'echo ready; exec sleep 300', background: true }, /ready/);
  const command = handle(callIdOf(steps.length));
  add('bash_output', { id: command }, /running|no new output/i);
  add('bash_kill', { id: command }, /SIGTERM|ended/);
  add('bash', { command: 'node src/check.mjs' }, /2 checks passed/);
  add(
    'batch',
    {
      calls: [
        { tool: 'read', input: { filePath: 'README.md' } },
        { tool: 'grep', input: { pattern: 'count', path: 'tools' } },
      ],
    },
    /Adds\.[\s\S]*def count/,
  );
  add('task', { description: 'look at docs', prompt: 'CHILD TASK', agent: 'explore' }, /Two pages\./);
  add('memory', { action: 'save', key: 'tests', value: 'run node src/check.mjs' }, /^Saved/);
  add('webfetch', { url: `${web}/page.html` }, /Addition is commutative/);
  add('websearch', { query: 'addition' }, /On addition/);
  add('codesearch', { query: 'sum in TypeScript' }, /const a = 1/);
  add('youtube_transcript', { url: `https://youtu.be/${video}` }, /en 0 en 1/);
  add('git', { operation: 'add', paths: ['.'] }, /./);
  add('git', { operation: 'commit', message: 'Add' }, /Add/);
  return steps;
}
