import type { Message, PermissionMode, Session } from '@ock/schemas';
import { mark } from '../boot/timing.ts';
import type { Person } from '../kinds/frontend.ts';
import type { PermissionRequest } from '../kinds/policy.ts';
import type { SessionService } from '../kinds/session-service.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { ulidAfter } from '../runtime/ulid.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { Conversation, findAgent } from './conversation.ts';
import { parseDuration } from './duration.ts';
import type { Limits } from './limits.ts';
import { selectModel } from './select-model.ts';

export interface OpenOptions {
  /** id, unique part of one, or `latest`; absent: a new session */
  session?: string;
  /** continue a copy and leave the original as it is */
  fork?: boolean;
  agent?: string;
  /** `provider/model` or a model id */
  model?: string;
  mode?: PermissionMode;
  rules?: Partial<PermissionRequest['sessionRules']>;
  limits?: Partial<Limits>;
  person?: Person;
  title?: string;
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
  await checkRules(kernel, options.rules);
  const [sessions] = await Promise.all([kernel.use('service', 'sessions'), kernel.activateFor('onSession')]);
  const existing = options.session === undefined ? undefined : await sessions.resolve(options.session, kernel.cwd);
  const agent = findAgent(kernel, options.agent ?? existing?.agent ?? config.agent ?? 'build');
  const model = selectModel(kernel, options.model ?? stillThere(kernel, existing?.model), agent.model);
  const opened = existing ? await reopen(sessions, existing, options.fork === true) : undefined;
  const session =
    opened?.session ??
    (await sessions.create({ directory: kernel.cwd, agent: agent.id, model, ...(options.title && { title: options.title }) }));
  const release = await sessions.lock(session.id);
  mark('session open');
  const limits = config.limits as { max_turns?: number; max_cost_usd?: number; timeout?: string | number } | undefined;
  const timeoutMs = options.limits?.timeoutMs ?? (limits?.timeout === undefined ? undefined : parseDuration(String(limits.timeout)));
  const maxCostUsd = options.limits?.maxCostUsd ?? limits?.max_cost_usd;
  const conversation = new Conversation(kernel, sessions, {
    session,
    messages: opened?.messages ?? [],
    agent,
    model,
    mode: permissionMode(kernel, options.mode),
    rules: { allow: [...(options.rules?.allow ?? [])], ask: [...(options.rules?.ask ?? [])], deny: [...(options.rules?.deny ?? [])] },
    limits: {
      maxTurns: options.limits?.maxTurns ?? agent.maxTurns ?? limits?.max_turns ?? 200,
      ...(maxCostUsd !== undefined && { maxCostUsd }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
    release,
    ...(options.person && { person: options.person }),
  });
  await kernel.hooks.sessionStart.promise({ id: session.id, cwd: session.directory });
  return conversation;
}

/** @throws OC_INPUT for a rule no policy understands */
async function checkRules(kernel: Kernel, rules: OpenOptions['rules']): Promise<void> {
  const given = [...(rules?.allow ?? []), ...(rules?.ask ?? []), ...(rules?.deny ?? [])];
  if (given.length === 0) return;
  for (const { id } of kernel.list('policy')) {
    const policy = await kernel.use('policy', id);
    for (const rule of given) policy.check?.(rule);
  }
}

/** What was asked for, unless the administrator's file decides. */
function permissionMode(kernel: Kernel, wanted: PermissionMode | undefined): PermissionMode {
  const configured = kernel.config.config.permissions?.mode as PermissionMode | undefined;
  const managed = kernel.config.origin('permissions.mode')?.layer === 'managed';
  return (managed ? configured : (wanted ?? configured)) ?? 'ask';
}

async function reopen(sessions: SessionService, existing: Session, fork: boolean): Promise<{ session: Session; messages: Message[] }> {
  const session = fork ? await sessions.fork(existing.id) : existing;
  const messages = await sessions.messages(session.id);
  const last = messages.at(-1);
  if (last) for (const { id } of [last, ...last.parts]) ulidAfter(id);
  return { session, messages };
}

/** A session's model may have gone since: then the usual choice applies. */
function stillThere(kernel: Kernel, ref: string | undefined): string | undefined {
  if (ref === undefined) return undefined;
  try {
    return selectModel(kernel, ref);
  } catch {
    return undefined;
  }
}
