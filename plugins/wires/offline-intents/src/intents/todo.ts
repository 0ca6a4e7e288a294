import { type Ask, ask, type Call, done, failed, type Intent, intent, type Outcome, type Steps, stop } from '../intent.ts';
import { plural } from '../shell.ts';

type Status = 'pending' | 'in_progress' | 'completed' | 'cancelled';

interface Todo {
  id: string;
  content: string;
  status: Status;
  priority?: string;
}

const LIST = '(?:(?:my|the|our|this|all)(?: the)? )?(?:to-?do(?:s| list| items)?|tasks?(?: list)?)';
const MARKS: Record<string, Status> = { ' ': 'pending', '>': 'in_progress', x: 'completed', '-': 'cancelled' };
const ROW = /^\[([ >x-])\] (\S+?)\. (.*?)(?: \((high|medium|low)\))?$/;

type Listed = Generator<Ask, { todos: Todo[]; failure?: undefined } | { todos?: undefined; failure: Outcome }, Call[]>;

/** Asks the tool for the list as it stands. */
function* list(): Listed {
  const call = yield* ask('todoread', {});
  return call.isError ? { failure: failed(call, 'Reading the list of tasks') } : { todos: parse(call.output) };
}

function parse(output: string): Todo[] {
  return output.split('\n').flatMap((line) => {
    const [, mark = ' ', id = '', content = '', priority] = ROW.exec(line) ?? [];
    return id === '' ? [] : [{ id, content, status: MARKS[mark] ?? 'pending', ...(priority === undefined ? {} : { priority }) }];
  });
}

function text(todos: readonly Todo[]): string {
  if (todos.length === 0) return 'The list of tasks is empty. Add one: Add todo: Fix the failing test';
  const open = todos.filter((todo) => todo.status === 'pending' || todo.status === 'in_progress').length;
  const mark = (status: Status): string => Object.keys(MARKS).find((key) => MARKS[key] === status) ?? ' ';
  return `${plural(todos.length, 'task')}, ${open} open:\n${todos.map((todo) => `[${mark(todo.status)}] ${todo.id}. ${todo.content}`).join('\n')}`;
}

function* save(todos: (Omit<Todo, 'id'> & { id?: string })[], what: string): Steps {
  const call = yield* ask('todowrite', { todos });
  return call.isError ? failed(call, what) : done(text(parse(call.output)));
}

const numbers = (words: string | undefined): string[] => words?.match(/\d+/g) ?? [];

/** Picks tasks by the numbers they are listed under. */
function* choose(words: string | undefined, change: (todos: Todo[], chosen: ReadonlySet<string>) => Todo[], what: string): Steps {
  const { todos, failure } = yield* list();
  if (failure) return failure;
  const chosen = numbers(words);
  const wrong = chosen.find((number) => !todos.some((todo) => todo.id === number));
  if (wrong !== undefined) return stop(`There is no task ${wrong}. ${text(todos)}`);
  return yield* save(change(todos, new Set(chosen)), what);
}

function statusOf(word: string): Status {
  if (/progress|start|doing|active|begin/i.test(word)) return 'in_progress';
  if (/pending|open|todo|undone|incomplete|not done|reopen/i.test(word)) return 'pending';
  return /cancel|drop/i.test(word) ? 'cancelled' : 'completed';
}

function mark(slots: { numbers?: string; status?: string }): Steps {
  const status = statusOf(slots.status ?? 'completed');
  return choose(
    slots.numbers,
    (todos, chosen) => todos.map((todo) => (chosen.has(todo.id) ? { ...todo, status } : todo)),
    'Marking the task',
  );
}

const NUMBERS = '(?:tasks?|to-?dos?|items?|number|#)? ?(?:number |#)?{numbers:rest}';
const onlyNumbers = (list: string | undefined): boolean => /^\d+(?:(?:\s*,\s*|\s+and\s+|\s*&\s*)\d+)*$/.test(list ?? '');

/** The list of tasks, kept by todowrite. */
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
    *run() {
      const { todos, failure } = yield* list();
      return failure ?? done(text(todos));
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
    *run(slots) {
      const { todos, failure } = yield* list();
      return failure ?? (yield* save([...todos, { content: (slots.content ?? '').trim(), status: 'pending' }], 'Adding the task'));
    },
  }),
  intent({
    id: 'todo-mark',
    examples: ['Mark task 1 as complete', 'Mark task 2 as in progress', 'Task 1 is done', 'Mark tasks 1 and 2 as done'],
    patterns: [`(?:mark|set) ${NUMBERS} (?:as|to) {status:rest}`, `(?:tasks?|to-?dos?) #?{numbers:rest} (?:is|are) {status:rest}`],
    accept: (slots) =>
      onlyNumbers(slots.numbers) &&
      /^(?:completed?|done|finished|in[ _-]progress|started|active|pending|open|undone|incomplete|not done|cancell?ed|dropped)$/i.test(
        slots.status ?? '',
      ),
    run: (slots) => mark(slots),
  }),
  intent({
    id: 'todo-status',
    examples: ['Complete task 1', 'Start task 2', 'Cancel task 3', 'Reopen task 1'],
    patterns: ['{status:word} (?:the )?(?:tasks?|to-?dos?) #?{numbers:rest}'],
    accept: (slots) =>
      onlyNumbers(slots.numbers) && /^(?:complete|finish|check|close|start|begin|cancel|drop|reopen|tick)$/i.test(slots.status ?? ''),
    run: (slots) => mark(slots),
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
    run(slots) {
      const finished = /^(?:completed|done|finished)$/i.test(slots.which ?? '');
      const keep = (todo: Todo, chosen: ReadonlySet<string>): boolean =>
        chosen.size > 0 ? !chosen.has(todo.id) : finished && todo.status !== 'completed';
      return choose(slots.numbers, (todos, chosen) => todos.filter((todo) => keep(todo, chosen)), 'Clearing the list');
    },
  }),
];
