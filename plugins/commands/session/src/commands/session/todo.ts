import { sanitizeLine } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { resolveOne } from '../../resolve-all.ts';

/** As the tool `todowrite` keeps it in the session. */
interface Todo {
  content: string;
  status: string;
}

const MARKS: Record<string, string> = { pending: '[ ]', in_progress: '[>]', completed: '[x]', cancelled: '[-]' };

export default class SessionTodo extends OcCommand {
  static override summary = 'what the agent of a session has on its list';
  static override examples = ['<%= config.bin %> session todo latest'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };

  async run(): Promise<Todo[]> {
    const { args } = await this.parse(SessionTodo);
    const { session } = await resolveOne(await this.kernel(), args.id);
    const todos = Array.isArray(session.state.todos) ? (session.state.todos as Todo[]) : [];
    if (todos.length === 0) this.note(this.t('command-session.no_todos'));
    for (const { content, status } of todos) this.out(`${MARKS[status] ?? '[ ]'} ${sanitizeLine(String(content))}`);
    return todos;
  }
}
