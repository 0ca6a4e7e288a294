import { type Reverted, reasonText, type SnapshotService, sanitize, sanitizeLine, shownPath, type Translate } from '@ock/kernel';
import { Args, Flags, OcCommand } from '@ock/kernel/command';
import type { Session } from '@ock/schemas';

export const sessionArg = { id: Args.string({ description: 'id, a unique part of one, or latest' }) };
export const dryRunFlag = { 'dry-run': Flags.boolean({ summary: 'only say what would be done' }) };

/** What the commands that go back and forth in a session share. */
export abstract class UndoCommand extends OcCommand {
  static override enableJsonFlag = true;

  /** The session named, `latest` of this folder when none is. @throws OC_SESSION_NOT_FOUND */
  protected async find(ref = 'latest'): Promise<{ session: Session; snapshots: SnapshotService }> {
    const kernel = await this.kernel();
    const session = await (await kernel.use('service', 'sessions')).resolve(ref, kernel.cwd);
    return { session, snapshots: await kernel.use('service', 'snapshots') };
  }

  /** Nobody talks to the session meanwhile. @throws OC_SESSION_BUSY */
  protected async alone<T>(session: Session, work: () => Promise<T>): Promise<T> {
    const sessions = await (await this.kernel()).use('service', 'sessions');
    const release = await sessions.lock(session.id);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  protected async tell(done: Reverted, isPlan: boolean): Promise<void> {
    const { cwd } = await this.kernel();
    for (const line of revertedLines(done, this.t, isPlan, cwd)) this.out(line);
  }
}

/** What was undone or redone, or would be, for people; paths as from the folder they are in. */
function revertedLines({ files, conflicts, uncovered, messages, prompt }: Reverted, t: Translate, isPlan: boolean, cwd: string): string[] {
  const shown = (path: string) => sanitizeLine(shownPath(path, cwd));
  const said = isPlan ? 'would' : 'did';
  const lines = files.map(({ path, action }) => t(`command-undo.${said}_${action}`, { path: shown(path) }));
  if (messages > 0) lines.push(t(`command-undo.${said}_messages`, { count: messages }));
  if (prompt !== undefined) lines.push(t('command-undo.prompt', { prompt: sanitizeLine(prompt.split('\n', 1)[0] ?? '') }));
  for (const { path, reason, message, diff } of conflicts) {
    lines.push(t(`command-undo.left_${reason}`, { path: shown(path), message: sanitizeLine(message ?? '') }));
    if (diff !== undefined) lines.push(...sanitize(diff).trimEnd().split('\n'));
  }
  for (const { tool, why, because } of uncovered)
    lines.push(
      t('command-undo.uncovered', {
        tool: sanitizeLine(tool),
        why: sanitizeLine(reasonText(t, { reason: why, ...(because && { because }) })),
      }),
    );
  if (files.length + messages + conflicts.length === 0) lines.push(t('command-undo.as_it_was'));
  return lines;
}
