import { existsSync } from 'node:fs';
import type { PermissionMode, Session } from '@ock/schemas';
import { mark } from '../boot/timing.ts';
import type { ModeContribution } from '../kinds/agent.ts';
import type { Person } from '../kinds/frontend.ts';
import type { Effort } from '../kinds/model.ts';
import type { PermissionRequest } from '../kinds/policy.ts';
import type { SessionService } from '../kinds/session-service.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { ulidAfter } from '../runtime/ulid.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { findAgent } from './agents/find-agent.ts';
import { promptSettings } from './context/system-prompt.ts';
import { Conversation } from './conversation.ts';
import type { ConversationState } from './conversation-state.ts';
import { parseDuration } from './duration.ts';
import { heldLimit, type Limits } from './limits.ts';
import { fallbackModels } from './models/fallback-models.ts';
import { heldChoice } from './models/held-choice.ts';
import { exactModelRef } from './models/providers.ts';
import { selectModel } from './models/select-model.ts';
import { finishUndo } from './session/finish-undo.ts';
import { namingModel } from './session/name-session.ts';
import { permissionMode } from './tools/permission-mode.ts';
import { findMode, inMode, listModes } from './tools/work-mode.ts';

/** messages that a session is opened with; what came before is read when a model is to see it */
const READ_FIRST = 200;

export interface OpenOptions {
  /** id, unique part of one, or `latest`; absent: a new session */
  session?: string;
  /** continue a copy and leave the original as it is */
  fork?: boolean;
  agent?: string;
  /** `provider/model` or a model id */
  model?: string;
  /** models that stand in for it, in order; absent: those of the configuration */
  fallback?: readonly string[];
  mode?: PermissionMode;
  /** id of the mode to work in; absent: the session's, else the configured one */
  workMode?: string;
  /** id of the style that answers are written in; absent: the configured one */
  style?: string;
  /** for this time; the session keeps nothing of it */
  effort?: Effort;
  rules?: Partial<PermissionRequest['sessionRules']>;
  limits?: Partial<Limits>;
  person?: Person;
  title?: string;
  /** true: a model names new sessions where that is cheap and nobody decided otherwise */
  autoTitle?: boolean;
}

/**
 * Opens or creates a session to talk to. Everything a person can misspell is checked before anything is written or sent.
 * @throws OC_AGENT_UNKNOWN, OC_MODEL_UNKNOWN, OC_SESSION_NOT_FOUND, OC_SESSION_BUSY, OC_PLUGIN_CRITICAL
 */
export async function openConversation(kernel: Kernel, options: OpenOptions = {}): Promise<Conversation> {
  const { config } = kernel.config;
  knownSecrets(kernel);
  if (options.agent) findAgent(kernel, options.agent);
  if (options.model) selectModel(kernel, options.model);
  if (options.workMode) findMode(kernel, options.workMode);
  await checkRules(kernel, options.rules);
  await recordIfAsked(kernel);
  const [sessions] = await Promise.all([kernel.use('service', 'sessions'), kernel.activateFor('onSession')]);
  // a session that is asked for must be found; a new one needs no disk
  if (options.session === undefined) kernel.keepTalking();
  const found = options.session === undefined ? undefined : await sessions.resolve(options.session, kernel.cwd);
  if (found && !existsSync(found.directory))
    throw new KernelError('OC_FILE', { file: found.directory, because: 'reason.session_folder_gone' });
  const existing = found && (await finishUndo(kernel, sessions, found));
  const limits = limitsOf(kernel, options.limits);
  const agent = findAgent(kernel, heldChoice(kernel, 'agent', options.agent ?? existing?.agent) ?? config.agent ?? 'build');
  const workMode = modeFor(kernel, options.workMode, existing);
  const choice = heldChoice(kernel, 'model', options.model ?? stillThere(kernel, existing?.model) ?? agent.model);
  const model = selectModel(kernel, choice);
  const opened = existing ? await reopen(sessions, existing, options) : undefined;
  kernel.keepTalking();
  const session =
    opened?.session ??
    (await sessions.create({ directory: kernel.cwd, agent: agent.id, model, ...(options.title && { title: options.title }) }));
  const release = await sessions.lock(session.id);
  mark('session open');
  const namedBy = session.title === '' ? namingModel(kernel, model, options.autoTitle === true) : undefined;
  const { maxTurns } = inMode(agent, workMode);
  const maxCostUsd =
    options.limits?.maxCostUsd === undefined && agent.maxCostUsd !== undefined
      ? Math.min(agent.maxCostUsd, limits.maxCostUsd ?? agent.maxCostUsd)
      : undefined;
  const conversation = new Conversation(kernel, sessions, {
    session,
    messages: opened?.messages ?? [],
    missing: opened?.missing,
    agent,
    ...(workMode && { workMode }),
    model,
    ...(namedBy !== undefined && { namedBy }),
    fallback: fallbackModels(kernel, options.fallback, session.id),
    mode: permissionMode(kernel, options.mode),
    ...(options.effort !== undefined && { effort: options.effort }),
    rules: { allow: [...(options.rules?.allow ?? [])], ask: [...(options.rules?.ask ?? [])], deny: [...(options.rules?.deny ?? [])] },
    limits: {
      ...limits,
      maxTurns: heldLimit(options.limits?.maxTurns ?? maxTurns, limits.maxTurns, isManaged(kernel, 'max_turns')) ?? limits.maxTurns,
      ...(maxCostUsd !== undefined && { maxCostUsd }),
    },
    release,
    ...(options.person && { person: options.person }),
  });
  conversation.setStyle(options.style ?? promptSettings(kernel).style);
  if (workMode && workMode.id !== existing?.mode) await conversation.setWorkMode(workMode.id);
  await kernel.hooks.sessionStart.promise({ id: session.id, cwd: session.directory, source: opened ? 'resumed' : 'new' });
  return conversation;
}

/** `OPENCODE_RECORD=FILE`: several processes may add to one file. @throws OC_FILE when it cannot be written */
async function recordIfAsked(kernel: Kernel): Promise<void> {
  const file = kernel.options.env.OPENCODE_RECORD;
  if (file) (await kernel.use('service', 'recorder')).record(file, { append: true });
}

/** @throws OC_INPUT for a rule no policy understands */
export async function checkRules(kernel: Kernel, rules: OpenOptions['rules']): Promise<void> {
  const given = [...(rules?.allow ?? []), ...(rules?.ask ?? []), ...(rules?.deny ?? [])];
  if (given.length === 0) return;
  for (const { id } of kernel.list('policy')) {
    const policy = await kernel.use('policy', id);
    for (const rule of given) policy.check?.(rule);
  }
}

/** Caps: what was asked for, else what the configuration says; the administrator's are ceilings. @throws OC_INPUT for a time that is none */
function limitsOf(kernel: Kernel, wanted: Partial<Limits> = {}): Limits {
  const configured = (kernel.config.config.limits ?? {}) as {
    max_turns?: number;
    max_cost_usd?: number;
    max_tool_calls?: number;
    timeout?: string | number;
  };
  const timeout = configured.timeout === undefined ? undefined : parseDuration(String(configured.timeout));
  const timeoutMs = heldLimit(wanted.timeoutMs, timeout, isManaged(kernel, 'timeout'));
  const maxCostUsd = heldLimit(wanted.maxCostUsd, configured.max_cost_usd, isManaged(kernel, 'max_cost_usd'));
  const maxToolCalls = heldLimit(wanted.maxToolCalls, configured.max_tool_calls, isManaged(kernel, 'max_tool_calls'));
  return {
    maxTurns: configured.max_turns ?? 200,
    ...(maxToolCalls !== undefined && { maxToolCalls }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function isManaged(kernel: Kernel, limit: string): boolean {
  return kernel.config.origin(['limits', limit])?.layer === 'managed';
}

interface Opened extends Pick<ConversationState, 'session' | 'messages'> {
  missing: ConversationState['missing'];
}

async function reopen(sessions: SessionService, existing: Session, { fork, title }: OpenOptions): Promise<Opened> {
  const copied = fork ? await sessions.fork(existing.id) : existing;
  const session = title ? await sessions.update(copied.id, { title }) : copied;
  const { messages, missing } = await history(sessions, session);
  const last = messages.at(-1);
  if (last) for (const { id } of [last, ...last.parts]) ulidAfter(id);
  return { session, messages, missing };
}

/** What the model sees of it: after a compaction what came before is not read. Where there was none, or it was undone, the end of it for now. */
async function history(sessions: SessionService, session: Session): Promise<Omit<Opened, 'session'>> {
  const noted = session.state.compaction as { message_id?: unknown; from_id?: unknown } | undefined;
  const from = noted?.from_id ?? noted?.message_id;
  if (typeof from === 'string') {
    const messages = await sessions.messages(session.id, { from });
    const marker = messages.find(({ id }) => id === noted?.message_id)?.compaction;
    if (marker && !marker.undone) return { messages, missing: 'unseen' };
  }
  const messages = await sessions.messages(session.id, { last: READ_FIRST });
  return { messages, missing: messages.length < READ_FIRST ? undefined : 'unread' };
}

/** What was asked for, else what the session was in, where that still exists, else what is configured. @throws OC_MODE_UNKNOWN */
function modeFor(kernel: Kernel, wanted: string | undefined, existing: Session | undefined): ModeContribution | undefined {
  if (wanted !== undefined) return findMode(kernel, wanted);
  const kept = listModes(kernel).find(({ id }) => id === existing?.mode);
  const { mode } = promptSettings(kernel);
  return kept ?? (mode === undefined || existing ? undefined : findMode(kernel, mode));
}

/** A session's model may have gone since: then the usual choice applies. */
function stillThere(kernel: Kernel, ref: string | undefined): string | undefined {
  const found = ref === undefined ? undefined : exactModelRef(kernel, ref);
  return found && `${found.provider.id}/${found.model}`;
}
