import { KernelError } from '../../runtime/errors.ts';
import type { TurnInfo } from '../../runtime/hooks.ts';
import { askModel, type Spent } from '../ask-model.ts';
import type { Conversation } from '../conversation.ts';
import type { Answer } from '../models/call-wire.ts';
import { compact, contextOf } from './compact.ts';
import { contextSettings } from './context-settings.ts';

/** compactions for one call; what does not fit then never will */
const ATTEMPTS = 2;
/** tokens that answers are given room for, at most */
const MOST_ANSWER = 16_000;
/** by how much a view must have grown since a compaction that did not get below the threshold before another is tried */
const GROWN = 1.2;

/**
 * One answer of the model, in a context that has room for it: what is too long is compacted before it is sent, and where a server says that it is,
 * compacted and sent again.
 * @throws OC_LIMIT_CONTEXT when that did not help, and what `askModel` throws
 */
export async function askWithRoom(conversation: Conversation, info: TurnInfo, spent: Spent, signal: AbortSignal): Promise<Answer> {
  const { autoCompact } = contextSettings(conversation.kernel);
  if (autoCompact) await makeRoom(conversation, signal);
  for (let attempt = 1; ; attempt++) {
    try {
      return await askModel(conversation, info, spent, signal);
    } catch (error) {
      if (!autoCompact || signal.aborted || !(error instanceof KernelError) || error.code !== 'OC_MODEL_CONTEXT') throw error;
      const done = attempt <= ATTEMPTS ? await compact(conversation, { reason: 'overflow', attempt }, signal) : undefined;
      if (!done && attempt === 1) throw error;
      if (!done) throw new KernelError('OC_LIMIT_CONTEXT', { model: info.model, attempts: attempt - 1 }, { cause: error });
    }
  }
}

/** Compacts where the next call would come too close to the end of the context. Nothing is done while nobody knows where that is. */
async function makeRoom(conversation: Conversation, signal: AbortSignal): Promise<void> {
  const { kernel, model, meter } = conversation;
  const context = contextOf(conversation, model);
  if (context === undefined) return;
  const { threshold } = contextSettings(kernel);
  const most = Math.min(context * threshold, context - Math.min(MOST_ANSWER, context / 4));
  const tokens = meter.expect(model, conversation.view);
  if (tokens < most || tokens < conversation.futile * GROWN) return;
  const done = await compact(conversation, { reason: 'threshold' }, signal);
  const left = done?.after_tokens ?? tokens;
  const again =
    done?.kind === 'clear' && left >= most ? await compact(conversation, { reason: 'threshold', attempt: 2 }, signal) : undefined;
  const now = again?.after_tokens ?? left;
  conversation.futile = now >= most ? now : 0;
}
