import type { Conversation } from '../conversation.ts';
import { ask, done, failed, type Intent, intent, type Steps, stop } from '../intent.ts';
import { plural } from '../shell.ts';

type Status = 'pending' | 'in_progress' | 'completed' | 'cancelled';

interface Todo {
  content: string;
  status: Status;
  [key: string]: unknown;
}

const LIST = '(?:(?:my|the|our|this|all)(?: the)? )?(?:to-?do(?:s| list| items)?|tasks?(?: list)?)';
const MARKS: Record<Status, string> = { pending: ' ', in_progress: '~', completed: 'x', cancelled: '-' };

/** The list as the session wrote it last. */
function known(talk: Conversation): Todo[] {
  for (const call of talk.earlier.toReversed()) {
    if (call.tool === 'todo' && !call.isError && Array.isArray(call.input.todos))
      return call.input.todos.filter(isTodo).map((todo) => ({ ...todo }));
  }
  return [];
}

function isTodo(value: unknown): value is Todo {
  return typeof value === 'object' && value !== null && 'content' in value && 'status' in value && typeof value.content === 'string';
}

function text(todos: readonly Todo[]): string {
  if (todos.length === 0) return 'The list of tasks is empty. Add one: Add todo: Fix the failing test';
  const open = todos.filter((todo) => todo.status === 'pending' || todo.status === 'in_progress').length;
  return `${plural(todos.length, 'task')}, ${open} open:\n${todos.map((todo, index) => `${index + 1}. [${MARKS[todo.status] ?? '?'}] ${todo.content}`).join('\n')}`;
}

function* save(todos: Todo[], what: string): Steps {
  const call = yield* ask('todo', { todos });
  return call.isError ? failed(call, what) : done(text(todos));
}

const numbers = (list: string | undefined): number[] => (list?.match(/\d+/g) ?? []).map(Number);

function statusOf(word: string): Status {
  if (/progress|start|doing|active|begin/i.test(word)) return 'in_progress';
  if (/pending|open|todo|undone|incomplete|not done|reopen/i.test(word)) return 'pending';
  return /cancel|drop/i.test(word) ? 'cancelled' : 'completed';
}

function* mark(slots: { numbers?: string; status?: string }, talk: Conversation): Steps {
  const todos = known(talk);
  const chosen = numbers(slots.numbers);
  const wrong = chosen.find((number) => !todos[number - 1]);
  if (wrong !== undefined) return stop(`There is no task ${wrong}. ${text(todos)}`);
  const status = statusOf(slots.status ?? 'completed');
  return yield* save(
    todos.map((todo, index) => (chosen.includes(index + 1) ? { ...todo, status } : todo)),
    'Marking the task',
  );
}

const NUMBERS = '(?:tasks?|to-?dos?|items?|number|#)? ?(?:number |#)?{numbers:rest}';
const onlyNumbers = (list: string | undefined): boolean => /^\d+(?:(?:\s*,\s*|\s+and\s+|\s*&\s*)\d+)*$/.test(list ?? '');

/** The list of tasks, kept by the todo tool. */
export const todoIntents: Intent[] = [
  intent({
    id: 'todo-show',
    examples: ['Show my tasks', 'List the todos', 'What are my tasks?', 'todos'],
    patterns: [
      `(?:show|list|display|print|see|view|give)(?: me)? ${LIST}`,
      `what(?:'s| is| are)(?: (?:on|in|left on))? ${LIST}`,
      "what(?:'s| is) (?:left|next)(?: to do)?",
      '(?:my )?(?:to-?dos?|tasks)',
    ],
    *run(_slots, talk) {
      const todos = known(talk);
      const required = talk.tools.get('todo')?.parameters.required;
      if (todos.length > 0 || (Array.isArray(required) && required.includes('todos'))) return done(text(todos));
      const call = yield* ask('todo', {});
      return call.isError ? failed(call, 'Reading the list') : done(call.output.trim() === '' ? text([]) : call.output.trim());
    },
  }),
  intent({
    id: 'todo-add',
    examples: ['Add todo: Fix the failing test', 'Add a task: Write docs', 'todo: Call Ann', 'Add "Fix it" to my tasks'],
    patterns: [
      '(?:(?:add|create|make|new|put|note)(?: (?:a|an|the|this|new|another))* ?(?:to-?do|task)(?: item)?|to-?do|task) ?[:–-] ?{content:rest}',
      '(?:add|create|make|new)(?: (?:a|an|the|this|new|another))* ?(?:to-?do|task)(?: item)?(?: to)? {content:rest}',
      `(?:add|put) {content:quoted} (?:to|on) ${LIST}`,
    ],
    accept: (slots) => !/^(?:in|as|is)\b/i.test(slots.content ?? ''),
    run: (slots, talk) => save([...known(talk), { content: (slots.content ?? '').trim(), status: 'pending' }], 'Adding the task'),
  }),
  intent({
    id: 'todo-mark',
    examples: ['Mark task 1 as complete', 'Mark task 2 as in progress', 'Complete task 1', 'Task 1 is done', 'Mark tasks 1 and 2 as done'],
    patterns: [`(?:mark|set) ${NUMBERS} (?:as|to) {status:rest}`, `(?:tasks?|to-?dos?) #?{numbers:rest} (?:is|are) {status:rest}`],
    accept: (slots) =>
      onlyNumbers(slots.numbers) &&
      /^(?:completed?|done|finished|in[ _-]progress|started|active|pending|open|undone|incomplete|not done|cancell?ed|dropped)$/i.test(
        slots.status ?? '',
      ),
    run: (slots, talk) => mark(slots, talk),
  }),
  intent({
    id: 'todo-status',
    examples: ['Complete task 1', 'Start task 2', 'Cancel task 3', 'Reopen task 1'],
    patterns: ['{status:word} (?:the )?(?:tasks?|to-?dos?) #?{numbers:rest}'],
    accept: (slots) =>
      onlyNumbers(slots.numbers) && /^(?:complete|finish|check|close|start|begin|cancel|drop|reopen|tick)$/i.test(slots.status ?? ''),
    run: (slots, talk) => mark(slots, talk),
  }),
  intent({
    id: 'todo-remove',
    examples: ['Remove task 1', 'Delete todo 2', 'Clear my tasks', 'Clear completed tasks'],
    patterns: [
      '(?:remove|delete) (?:the )?(?:tasks?|to-?dos?) #?{numbers:rest}',
      `(?:clear|empty|remove|delete)(?: all)?(?: my| the)* (?:{which:word} )?(?:to-?do(?:s| list)|tasks|task list)`,
    ],
    accept: (slots) =>
      slots.numbers === undefined ? /^(?:completed|done|finished|all)?$/i.test(slots.which ?? '') : onlyNumbers(slots.numbers),
    *run(slots, talk) {
      const todos = known(talk);
      const chosen = numbers(slots.numbers);
      const wrong = chosen.find((number) => !todos[number - 1]);
      if (wrong !== undefined) return stop(`There is no task ${wrong}. ${text(todos)}`);
      const finished = /^(?:completed|done|finished)$/i.test(slots.which ?? '');
      return yield* save(
        todos.filter((todo, index) => (chosen.length > 0 ? !chosen.includes(index + 1) : finished && todo.status !== 'completed')),
        'Clearing the list',
      );
    },
  }),
];
