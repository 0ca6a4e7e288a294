import type { SideAnswer, SideQuestion } from '../../kinds/tool.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { redactSecrets } from '../../runtime/redact.ts';
import { ulid } from '../../runtime/ulid.ts';
import { gateOf } from '../ask-model.ts';
import { TokenGauge } from '../context/token-gauge.ts';
import type { Conversation } from '../conversation.ts';
import type { Bill } from '../cost/bill.ts';
import { addUsage } from '../cost/cost.ts';
import { callLimits } from './call-limits.ts';
import type { Answer } from './call-wire.ts';
import { askOutside } from './complete.ts';
import { modelTarget, selectModel } from './select-model.ts';
import { settleEffort } from './settle-effort.ts';

const RETRIES = 2;

/**
 * The contract stands at `ToolContext.complete`.
 * @param conversation whose model is asked, and that pays; absent: the configured one, and what it costs is nobody's
 * @param model another than the conversation's, as `provider/model`
 */
export async function askBeside(
  kernel: Kernel,
  question: SideQuestion,
  signal: AbortSignal,
  conversation?: Conversation,
  model = conversation?.model ?? selectModel(kernel),
): Promise<SideAnswer> {
  const { system = '', messages, maxTokens, temperature } = question;
  const ends = question.signal ? AbortSignal.any([signal, question.signal]) : signal;
  const id = ulid();
  const chosen = await modelTarget(kernel, model, ends);
  const most = Math.min(maxTokens, chosen.maxTokens ?? maxTokens, chosen.info.output ?? maxTokens);
  const wanted = { ...chosen, effort: 'off' as const, maxTokens: most, ...(temperature !== undefined && { temperature }) };
  const { target } = await settleEffort(kernel, wanted);
  const request = { system: redactSecrets(system), messages: messages.map(withoutSecrets), tools: [] };
  const { session, spent } = conversation ?? {};
  const gate = session && spent && gateOf({ kernel, session, gauge: new TokenGauge(), messages: [] }, request, spent);
  const limits = callLimits(kernel);
  const bounds = { ...limits, retries: Math.min(RETRIES, limits.retries), ...(gate && { gate }) };
  let answer: Answer | undefined;
  const began = (attempt: Answer) => {
    answer = attempt;
  };
  try {
    const { assembly } = await askOutside(kernel, target, request, { signal: ends, limits: bounds, began });
    return { text: assembly.text, model: target.model, isCut: assembly.finish === 'length' };
  } finally {
    if (answer && conversation) await pay(conversation, id, `${target.provider}/${target.model}`, answer.bill);
  }
}

function withoutSecrets({ role, content }: SideQuestion['messages'][number]): SideQuestion['messages'][number] {
  return { role, content: content.map((part) => (part.type === 'text' ? { ...part, text: redactSecrets(part.text) } : part)) };
}

/** The call is stored as an answer without parts: it costs and counts, and no model is told of it. */
async function pay(conversation: Conversation, id: string, model: string, bill: Bill): Promise<void> {
  if (bill.isEmpty) return;
  const { kernel, session, sessions, agent, spent } = conversation;
  const { usage, costUsd, isKnown } = bill;
  const facts = { id, session_id: session.id, role: 'assistant' as const, created_at: Date.now(), agent, model, finish: 'stop' as const };
  const cost = { ...(costUsd !== undefined && { cost_usd: costUsd }), ...(!isKnown && costUsd !== undefined && { cost_known: false }) };
  await sessions.write({ ...facts, usage, ...cost, parts: [] }, []);
  if (spent) {
    spent.usage = addUsage(spent.usage, usage);
    spent.costUsd += costUsd ?? 0;
    if (!isKnown) spent.costKnown = false;
  }
  await conversation.addCost(usage, costUsd ?? 0, isKnown);
  const total = {
    total_usage: spent?.usage ?? usage,
    total_cost_usd: spent?.costUsd ?? costUsd ?? 0,
    ...(!isKnown && { cost_known: false }),
  };
  kernel.emit({ type: 'usage', session_id: session.id, time: Date.now(), model, usage, cost_usd: costUsd ?? 0, ...total });
  if (kernel.hooks.usage.isUsed()) kernel.hooks.usage.call({ sessionId: session.id, model, usage, costUsd: costUsd ?? 0 });
}
