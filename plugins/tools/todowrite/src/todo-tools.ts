import { type Tool, ToolError, type ToolOutput, type Translate } from '@ock/kernel';
import type { z } from 'zod';
import type { parameters } from './todowrite/parameters.ts';

type Input = z.infer<typeof parameters>;

/** One item as the session keeps it, under the key `todos`. */
export type Todo = Input['todos'][number] & { id: string };

const MAX_TODOS = 200;
const MAX_CONTENT = 1_000;
const MARK = { pending: '[ ]', in_progress: '[>]', completed: '[x]', cancelled: '[-]' } as const;

/** Replaces the session's list, which outlives the process. */
export function createTodoWrite(t: Translate): Tool<Input> {
  return {
    subjects: () => [{ action: 'other', what: 'todowrite' }],
    async run(input, { session, signal }) {
      signal.throwIfAborted();
      const todos = numbered(input.todos);
      await session.setState('todos', todos);
      return report(todos, t);
    },
  };
}

/** Shows what `todowrite` keeps. */
export function createTodoRead(t: Translate): Tool {
  return {
    subjects: () => [{ action: 'other', what: 'todoread' }],
    async run(_input, { session, signal }) {
      signal.throwIfAborted();
      return report(session.getState<Todo[]>('todos') ?? [], t);
    },
  };
}

function numbered(todos: Input['todos']): Todo[] {
  if (todos.length > MAX_TODOS) throw new ToolError(`At most ${MAX_TODOS} items. Join small ones.`);
  const taken = new Set(todos.map(({ id }) => id));
  if (todos.some(({ id }, index) => id && todos.findIndex((other) => other.id === id) !== index))
    throw new ToolError('Two items have the same id.');
  let next = 1;
  return todos.map(({ content, status, priority, id }) => {
    const text = content.trim();
    if (text === '') throw new ToolError('An item has no content.');
    while (!id && taken.has(String(next))) next++;
    return { id: id || String(next++), content: text.slice(0, MAX_CONTENT), status, ...(priority ? { priority } : {}) };
  });
}

function report(todos: readonly Todo[], t: Translate): ToolOutput {
  const open = todos.filter(({ status }) => status === 'pending' || status === 'in_progress').length;
  const lines = todos.map(({ id, content, status, priority }) => `${MARK[status]} ${id}. ${content}${priority ? ` (${priority})` : ''}`);
  return {
    text: lines.length > 0 ? lines.join('\n') : 'The list is empty.',
    title: t('tool-todowrite.title', { open, all: todos.length }),
    metadata: { todos: todos.map((todo) => ({ ...todo })), open },
  };
}
