import type { SessionFacts, SessionStatus } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';
import { resolveOne } from '../../resolve-all.ts';
import { sessionTable } from '../../session-table.ts';

export default class SessionChildren extends OcCommand {
  static override summary = 'the sessions of the sub-agents of a session';
  static override examples = ['<%= config.bin %> session children latest'];
  static override description = 'Those directly below it, the last changed first; tree shows what is below them.';
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };

  async run(): Promise<(Omit<Session, 'state'> & { status: SessionStatus; bytes: number })[]> {
    const { args } = await this.parse(SessionChildren);
    const kernel = await this.kernel();
    const { sessions, session } = await resolveOne(kernel, args.id);
    const children = (await sessions.list({ children: true, archived: 'too' })).filter(({ parent_id }) => parent_id === session.id);
    const facts = new Map<string, SessionFacts>();
    for (const { id } of children) facts.set(id, await sessions.facts(id));
    if (children.length === 0) this.note(this.t('command-session.no_children'));
    else {
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      for (const line of sessionTable(children, this.t, { folders: false, columns, facts })) this.out(line);
    }
    return children.map(({ state: _state, ...child }) => ({ ...child, ...(facts.get(child.id) as SessionFacts) }));
  }
}
