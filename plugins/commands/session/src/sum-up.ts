import { addUsage, type Kernel, KernelError, type SessionService, selectModel, smallModel } from '@ock/kernel';
import type { Message, Session } from '@ock/schemas';
import { transcript } from './transcript.ts';

/** the hidden agent whose prompt asks for it */
const AGENT = 'summary';
/** what a session keeps of it */
const KEY = 'summary';
/** characters of the transcript that a model is told: its beginning, and twice as much of its end */
const HEAD = 20_000;
const TAIL = 40_000;

/** What a session came to, for people, as a model wrote it. */
export interface Summary {
  text: string;
  /** `provider/model` */
  model: string;
  /** the last message that it tells of */
  message_id: string;
}

/**
 * The summary of a session as it stands: the one it keeps, else a new one, which it keeps unless somebody talks to it meanwhile.
 * @param isAnew true: none that is kept counts
 * @returns undefined: there is nothing to sum up, or no model that could
 * @throws what the model's failure is
 */
export async function sumUp(kernel: Kernel, sessions: SessionService, session: Session, isAnew: boolean): Promise<Summary | undefined> {
  const messages = await sessions.messages(session.id);
  const last = messages.at(-1)?.id;
  const agent = kernel.find('agent', AGENT)?.contribution;
  if (last === undefined || !agent) return undefined;
  const kept = session.state[KEY] as Summary | undefined;
  if (!isAnew && kept?.message_id === last) return kept;
  const model = agent.model ?? smallModel(kernel, selectModel(kernel, session.model));
  // it finds phrases and understands nothing
  if (kernel.find('provider', model.slice(0, model.indexOf('/')))?.contribution.embedded) return undefined;
  const { temperature, maxTokens, effort } = agent;
  const [answer] = await kernel.models.complete(`<transcript>\n${told(messages, kernel)}\n</transcript>`, {
    models: [model],
    system: agent.prompt ?? '',
    signal: kernel.signal,
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(effort !== undefined && { effort }),
  });
  if (answer?.error) throw answer.error;
  const text = answer?.text.trim() ?? '';
  if (!answer || text === '') return undefined;
  const summary = { text, model: answer.model, message_id: last };
  await keep(sessions, session.id, summary, answer);
  return summary;
}

function told(messages: readonly Message[], kernel: Kernel): string {
  const text = transcript(messages, kernel.t).join('\n').trim();
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n\n[…]\n\n${text.slice(-TAIL)}`;
}

async function keep(
  sessions: SessionService,
  id: string,
  summary: Summary,
  { usage, costUsd }: { usage: Session['usage']; costUsd?: number },
): Promise<void> {
  let release: (() => Promise<void>) | undefined;
  try {
    release = await sessions.lock(id);
    const current = await sessions.get(id);
    if (!current) return;
    await sessions.update(id, {
      state: { ...current.state, [KEY]: summary },
      usage: addUsage(current.usage, usage),
      cost_usd: current.cost_usd + (costUsd ?? 0),
      ...(costUsd === undefined && { cost_known: false }),
      // looking is no change
      updated_at: current.updated_at,
    });
  } catch (error) {
    if (!(error instanceof KernelError) || error.code !== 'OC_SESSION_BUSY') throw error;
  } finally {
    await release?.();
  }
}
