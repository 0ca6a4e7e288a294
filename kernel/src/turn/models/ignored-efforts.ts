import type { Effort } from '../../kinds/model.ts';
import type { Conversation } from '../conversation.ts';

/** Tells a person that a model cannot be asked for an effort: once per model, as long as the effort stays the same. */
export class IgnoredEfforts {
  readonly #told = new Set<string>();

  tell({ kernel, session }: Conversation, effort: Effort | undefined, model: string): void {
    const key = `${model} ${effort}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const text = kernel.t('notice.effort_ignored', { effort, model });
    const notice = { type: 'notice', level: 'info', code: 'effort_ignored', text } as const;
    kernel.emit({ ...notice, session_id: session.id, time: Date.now() });
  }
}
