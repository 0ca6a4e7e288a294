import type { Session } from '@ock/schemas';
import { errorText } from '../../boot/explain.ts';
import type { AgentContribution } from '../../kinds/agent.ts';
import type { Person } from '../../kinds/frontend.ts';
import type { Delegated, Delegation, ToolContribution } from '../../kinds/tool.ts';
import { KernelError, ToolError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { Conversation } from '../conversation.ts';
import { Budget } from '../cost/budget.ts';
import { addUsage } from '../cost/cost.ts';
import { selectModel } from '../models/select-model.ts';
import type { TurnResult } from '../result.ts';

const MAX_DEPTH = 2;
const MAX_AGENTS = 50;
/** the call a sub-agent's session works for, in its state */
const CALL = 'delegated_by';

/** Has another agent work in a session below this one. The contract stands at `ToolContext.delegate`. */
export async function delegate(above: Conversation, callId: string, task: Delegation, signal: AbortSignal): Promise<Delegated> {
  const { kernel } = above;
  if (!mayDelegate(above)) throw new ToolError('Sub-agents may not call further sub-agents here: do the work yourself.');
  const agent = subAgent(kernel, task.agent);
  const model = modelFor(kernel, task.model ?? agent.model ?? above.model);
  const release = await place(above, signal);
  try {
    const child = await open(above, { callId, task, agent, model });
    return await work(above, child, callId, task, signal);
  } finally {
    release();
  }
}

/** May this conversation call sub-agents at all? */
export function mayDelegate({ kernel, depth }: Conversation): boolean {
  return depth < (limitOf(kernel, 'agent_depth') ?? MAX_DEPTH) && subAgents(kernel).length > 0;
}

/** The tool with what may be delegated to behind its description, where it lists that. */
export function withAgents(tool: ToolContribution, kernel: Kernel): ToolContribution {
  if (tool.lists !== 'agents') return tool;
  const agents = subAgents(kernel);
  const lines = agents.filter(({ telling }) => !telling).map(({ id, description }) => `- ${id}: ${description}`);
  const telling = agents.filter((agent) => agent.telling).map(({ id }) => id);
  if (telling.length > 0) lines.push(`- ${telling.join(', ')}`);
  return { ...tool, description: `${tool.description ?? ''}\nAgents:\n${lines.join('\n')}` };
}

function subAgents(kernel: Kernel): AgentContribution[] {
  return kernel.list('agent').filter(({ sub, both, hidden }) => (sub || both) && !hidden);
}

function subAgent(kernel: Kernel, id: string): AgentContribution {
  const known = subAgents(kernel);
  const found = known.find((agent) => agent.id === id);
  if (!found) throw new ToolError(`There is no agent ${id}. Agents: ${known.map((agent) => agent.id).join(', ')}.`);
  return found;
}

function modelFor(kernel: Kernel, ref: string): string {
  try {
    return selectModel(kernel, ref);
  } catch (error) {
    throw error instanceof KernelError ? new ToolError(errorText(error, kernel.language.english), { cause: error }) : error;
  }
}

/** Counts at the top, so that the number holds for the whole tree. @throws ToolError for one too many, the signal's reason on abort */
async function place(above: Conversation, signal: AbortSignal): Promise<() => void> {
  let top = above;
  while (top.above) top = top.above;
  const most = limitOf(above.kernel, 'agents') ?? MAX_AGENTS;
  if (top.delegations >= most) throw new ToolError(`No more than ${most} sub-agents may work on one prompt: do the rest yourself.`);
  top.delegations++;
  return above.places.take(signal);
}

function limitOf(kernel: Kernel, key: 'agent_depth' | 'agents'): number | undefined {
  return (kernel.config.config.limits as Record<string, number | undefined> | undefined)?.[key];
}

interface Opening {
  callId: string;
  task: Delegation;
  agent: AgentContribution;
  model: string;
}

/** The session named, else the one that this very call began before the process died, else a new one. */
async function open(above: Conversation, { callId, task, agent, model }: Opening): Promise<Conversation> {
  const { kernel, sessions, mode, rules, limits, fallback, person } = above;
  const existing = await earlier(above, callId, task.session);
  const session =
    existing ??
    (await sessions.create({ directory: above.session.directory, title: task.title, agent: agent.id, model, parentId: above.session.id }));
  const release = await lock(above, session.id);
  if (!existing) await sessions.update(session.id, { state: { [CALL]: callId } });
  const child = new Conversation(kernel, sessions, {
    session: existing ?? { ...session, state: { [CALL]: callId } },
    messages: existing ? await sessions.messages(session.id) : [],
    agent,
    model,
    mode,
    rules,
    fallback,
    limits: {
      maxTurns: Math.min(task.maxTurns ?? limits.maxTurns, agent.maxTurns ?? limits.maxTurns, limits.maxTurns),
      ...(limits.maxToolCalls !== undefined && { maxToolCalls: limits.maxToolCalls }),
      ...(agent.timeoutMs !== undefined && { timeoutMs: agent.timeoutMs }),
    },
    release,
    above,
    ...(person && { person: askedBy(agent.id, person) }),
  });
  await kernel.hooks.sessionStart.promise({
    id: child.session.id,
    cwd: child.session.directory,
    parent: above.session.id,
    source: existing ? 'resumed' : 'new',
  });
  return child;
}

/** @throws ToolError while the sub-agent is at work for another call */
async function lock({ sessions }: Conversation, id: string): Promise<() => Promise<void>> {
  try {
    return await sessions.lock(id);
  } catch (error) {
    if ((error as KernelError).code !== 'OC_SESSION_BUSY') throw error;
    throw new ToolError(`The sub-agent of session ${id} is still at work: wait for its report.`, { cause: error });
  }
}

/** The same person, told who asks. */
function askedBy(agent: string, person: Person): Person {
  const { permission } = person;
  return {
    ...(permission && { permission: (...about) => permission.apply(person, about) }),
    questions: (questions, signal) =>
      person.questions(
        questions.map((question) => ({ from: agent, ...question })),
        signal,
      ),
  };
}

/** @throws ToolError when the named session is not one of this session's */
async function earlier(above: Conversation, callId: string, named: string | undefined): Promise<Session | undefined> {
  const { sessions, session } = above;
  if (named === undefined) {
    const children = (await sessions.list({ directory: session.directory, children: true })).filter(
      ({ parent_id }) => parent_id === session.id,
    );
    return children.find(({ state }) => state[CALL] === callId);
  }
  const found = await sessions.get(named);
  if (found?.parent_id === session.id) return found;
  throw new ToolError(`This session has no sub-agent session ${named}.`);
}

async function work(above: Conversation, child: Conversation, callId: string, task: Delegation, signal: AbortSignal): Promise<Delegated> {
  const { kernel } = above;
  const { session } = child;
  const told = {
    type: 'subagent' as const,
    session_id: above.session.id,
    child_session_id: session.id,
    agent: child.agent,
    call_id: callId,
  };
  const over = kernel.subagents.add(session.id, { sessionId: above.session.id, callId, agent: child.agent });
  kernel.emit({ ...told, time: Date.now(), status: 'started' });
  let result: TurnResult;
  try {
    const goesOn = task.session === undefined && child.messages.length > 0;
    const shared = above.spent?.budget;
    const budget = task.maxCostUsd === undefined ? shared : new Budget(task.maxCostUsd, shared);
    result = await child.prompt(goesOn ? undefined : { text: task.prompt, files: [] }, { signal, ...(budget && { budget }) });
    if (goesOn && result.error?.code === 'OC_INPUT') result = { ...result, subtype: 'success', text: lastText(child) };
  } finally {
    over();
    await child.close();
  }
  await rollUp(above, result);
  kernel.emit({ ...told, time: Date.now(), status: result.subtype === 'success' ? 'finished' : 'failed', cost_usd: result.costUsd });
  const { subtype, text, numTurns, costUsd, filesChanged } = result;
  const error = result.cause === undefined ? result.error?.message : errorText(result.cause, kernel.language.english);
  return {
    sessionId: session.id,
    subtype,
    text,
    numTurns,
    costUsd,
    filesChanged,
    ...(subtype !== 'success' && { error: error ?? subtype }),
  };
}

/** What the sub-agent did counts as done by the session above. */
async function rollUp(above: Conversation, { usage, costUsd, costKnown, denials, filesChanged, model }: TurnResult): Promise<void> {
  const { kernel, session, spent } = above;
  above.denials.push(...denials);
  for (const file of filesChanged) above.filesChanged.add(file);
  if (spent) {
    spent.usage = addUsage(spent.usage, usage);
    spent.costUsd += costUsd;
    if (costKnown === false) spent.costKnown = false;
  }
  await above.addCost(usage, costUsd, costKnown !== false);
  kernel.emit({
    type: 'usage',
    session_id: session.id,
    time: Date.now(),
    model,
    usage,
    cost_usd: costUsd,
    total_usage: spent?.usage ?? usage,
    total_cost_usd: spent?.costUsd ?? costUsd,
    ...(costKnown === false && { cost_known: false }),
  });
}

/** A sub-agent that had finished when the process died has nothing to go on with: its answer stands in its session. */
function lastText({ messages }: Conversation): string {
  const last = messages.findLast(({ role }) => role === 'assistant');
  return last?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? '';
}
