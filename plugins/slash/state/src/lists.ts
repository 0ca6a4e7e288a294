import { type Slash, type SlashStyle, sanitizeLine, type Translate } from '@ock/kernel';

const MARKS: Readonly<Record<string, string>> = { pending: '[ ]', in_progress: '[>]', completed: '[x]', cancelled: '[-]', blocked: '[!]' };

interface Item {
  text: string;
  status: string;
  notes?: string;
}

/** The list that the tool `todowrite` keeps. */
export function createTodo(t: Translate): Slash {
  return {
    run({ talk, line, style }) {
      const items = itemsOf(talk.current?.session.state.todos, 'content');
      if (items.length === 0) line(t('slash-state.no_todos'));
      for (const item of items) line(itemLine(item, style));
    },
  };
}

/** The plan that the tool `plan` keeps. */
export function createPlan(t: Translate): Slash {
  return {
    run({ talk, line, style, markdown }) {
      const { title, text, steps } = tableOf(talk.current?.session.state.plan);
      const items = itemsOf(steps, 'text');
      if (typeof title !== 'string') return line(t('slash-state.no_plan'));
      line(style.bold(sanitizeLine(title)));
      if (typeof text === 'string' && text !== '') markdown(text);
      for (const item of items) {
        line(itemLine(item, style));
        if (item.notes) line(style.dim(`    ${sanitizeLine(item.notes)}`));
      }
    },
  };
}

function itemLine({ text, status }: Item, style: SlashStyle): string {
  const line = `${MARKS[status] ?? '[ ]'} ${sanitizeLine(text)}`;
  if (status === 'in_progress') return style.bold(line);
  return status === 'completed' || status === 'cancelled' ? style.dim(line) : line;
}

/** What a session holds may have been imported: what is no list is none. */
function itemsOf(value: unknown, key: 'content' | 'text'): Item[] {
  return (Array.isArray(value) ? value : [])
    .map(tableOf)
    .flatMap(({ [key]: text, status, notes }) =>
      typeof text === 'string' ? [{ text, status: String(status), ...(typeof notes === 'string' && { notes }) }] : [],
    );
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
