import type { Step } from '../fake-model/script.ts';

/** The project that is worked on. */
export const FILES: Readonly<Record<string, string>> = {
  'price.js': 'export const price = (item) => item.cost - item.discount;\n',
  'total.js':
    "import { price } from './price.js';\n\nexport const total = (items, discount) => items.reduce((sum, item) => sum + price(item), 0) - discount;\n",
  'check.js':
    "import { total } from './total.js';\n\nconst got = total([{ cost: 9, discount: 2 }], 2);\nif (got !== 7) throw new Error(String(got));\nconsole.log('1 passing');\n",
  'package.json': '{ "name": "shop", "type": "module" }\n',
};

export const FIXED_TOTAL = FILES['total.js']?.replace('(items, discount)', '(items)').replace(' - discount;', ';') as string;
export const FIXED_CHECK = FILES['check.js']?.replace('discount: 2 }], 2)', 'discount: 2 }])') as string;

const call = (name: string, input: Record<string, unknown>) => ({ name, input });
const todos = (...done: ('pending' | 'in_progress' | 'completed')[]) =>
  call('todowrite', {
    todos: ['take the discount out of total', 'adapt the check', 'run the check'].map((content, at) => ({
      id: String(at + 1),
      content,
      status: done[at] ?? 'pending',
    })),
  });

/** What the model says, request by request: find, plan, edit, test, answer; then in the copy, as a summary, as another model, and a day later. */
export const ANSWERS: readonly Step[] = [
  { reasoning: 'The discount may be taken twice.', toolCalls: [call('grep', { pattern: 'discount' })], usage: { input: 3000, output: 40 } },
  { toolCalls: [call('read', { filePath: 'price.js' }), call('read', { filePath: 'total.js' })], usage: { input: 3200, output: 50 } },
  {
    text: 'It is taken off **twice**:\n\n| file | line |\n|---|---|\n| price.js | 1 |\n| total.js | 3 |\n\nI would take it out of `total`.',
    usage: { input: 3400, output: 60 },
    chunkSize: 4,
  },
  { toolCalls: [todos('in_progress')], usage: { input: 3500, output: 60 } },
  { toolCalls: [call('edit', { filePath: 'total.js', oldString: ' - discount;', newString: ';' })] },
  { toolCalls: [call('edit', { filePath: 'total.js', oldString: '(items, discount)', newString: '(items)' })] },
  { toolCalls: [call('read', { filePath: 'check.js' })] },
  { toolCalls: [call('edit', { filePath: 'check.js', oldString: 'discount: 2 }], 2)', newString: 'discount: 2 }])' })] },
  { toolCalls: [call('bash', { command: 'node check.js', description: 'Run the check' })] },
  { toolCalls: [todos('completed', 'completed', 'completed')] },
  { text: 'The check passes: the discount is taken off once.', usage: { input: 4000, output: 20 } },
  { toolCalls: [call('bash', { command: 'node check.js', description: 'Run the check' })] },
  { text: 'In the copy it passes as well.' },
  { text: '## Goal\nTake the discount off once.\n\n## Done\ntotal.js and check.js are changed, the check passes.' },
  { text: 'I am the other model, and I know the summary.' },
  { text: 'Good morning. Yesterday the discount was mended.' },
];
