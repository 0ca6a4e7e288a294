import type { CompactInfo, PluginContext, PromptInput, SessionInfo, StopInfo } from '@ock/kernel';
import type { Event, Runner } from './runner.ts';

/** Notifications that wait for an earlier one; more are left out. */
const MAX_WAITING = 20;

/** The hooks around prompts, sessions and compactions. Sub-agents have none but SubagentStop and those of their tools. */
export class SessionHooks {
  readonly #ctx: PluginContext;
  readonly #runner: Runner;
  /** what SessionStart hooks told, until the session's next prompt */
  readonly #context = new Map<string, string[]>();
  #notifying: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(ctx: PluginContext, runner: Runner) {
    this.#ctx = ctx;
    this.#runner = runner;
    const { hooks } = ctx;
    if (runner.has('SessionStart'))
      hooks.sessionStart.tap((session) => this.#start(session), { deadlineMs: runner.timeOf('SessionStart') });
    if (runner.has('SessionStart') || runner.has('UserPromptSubmit'))
      hooks.prompt.tap((input, session) => this.#prompt(input, session), { stage: -100, deadlineMs: runner.timeOf('UserPromptSubmit') });
    if (runner.has('Stop') || runner.has('SubagentStop'))
      hooks.stop.tap((info, signal) => this.#stop(info, signal), {
        deadlineMs: Math.max(runner.timeOf('Stop'), runner.timeOf('SubagentStop')),
      });
    if (runner.has('PreCompact'))
      hooks.compactBefore.tap((info, signal) => this.#compact(info, signal), { deadlineMs: runner.timeOf('PreCompact') });
    if (runner.has('SessionEnd')) hooks.sessionEnd.tap((session) => this.#end(session), { deadlineMs: runner.timeOf('SessionEnd') });
    if (runner.has('Notification')) this.#notifications();
  }

  async #start(session: SessionInfo): Promise<void> {
    if (session.parent !== undefined) return;
    const source = session.source === 'resumed' ? 'resume' : 'startup';
    const { contexts, block } = await this.#runner.run('SessionStart', about(session, { source }, [source]), this.#ctx.signal);
    if (block !== undefined) this.#runner.tell(this.#ctx.t('service-command-hooks.says', { text: block }), session.id);
    if (contexts.length > 0) this.#context.set(session.id, contexts);
  }

  async #prompt(input: PromptInput, session: SessionInfo): Promise<PromptInput> {
    if (session.parent !== undefined) return input;
    const contexts = this.#context.get(session.id) ?? [];
    if (this.#runner.has('UserPromptSubmit')) {
      const { contexts: more, block } = await this.#runner.run(
        'UserPromptSubmit',
        about(session, { prompt: input.text }),
        this.#ctx.signal,
      );
      if (block !== undefined) return { ...input, refused: this.#ctx.t('service-command-hooks.refused', { reason: block }) };
      contexts.push(...more);
    }
    this.#context.delete(session.id);
    if (contexts.length === 0) return input;
    return { ...input, notes: [...(input.notes ?? []), ...contexts.map((text) => `[hook] ${text}`)] };
  }

  async #stop({ sessionId, cwd, parent, agent, text, again }: StopInfo, signal: AbortSignal): Promise<string | undefined> {
    const event = parent === undefined ? 'Stop' : 'SubagentStop';
    const facts = {
      stop_hook_active: again > 0,
      last_assistant_message: text,
      ...(parent !== undefined && { agent_type: agent, parent_session_id: parent }),
    };
    const { block } = await this.#runner.run(event, about({ id: sessionId, cwd }, facts, parent === undefined ? [] : [agent]), signal);
    return block === undefined ? undefined : `[hook] ${block}`;
  }

  async #compact({ sessionId, cwd, reason, focus = '' }: CompactInfo, signal: AbortSignal): Promise<string | undefined> {
    const trigger = reason === 'manual' ? 'manual' : 'auto';
    const facts = { trigger, custom_instructions: focus };
    return (await this.#runner.run('PreCompact', about({ id: sessionId, cwd }, facts, [trigger]), signal)).block;
  }

  async #end(session: SessionInfo): Promise<void> {
    this.#context.delete(session.id);
    if (session.parent === undefined) await this.#runner.run('SessionEnd', about(session, { reason: 'other' }), this.#ctx.signal);
    await this.#notifying;
  }

  /** Nothing waits for these but the end of the session. */
  #notifications(): void {
    const { hooks, t, kernel, signal, log } = this.#ctx;
    hooks.event.tap((told) => {
      const event = told.type === 'subagent_event' ? told.event : told;
      if (event.type !== 'permission_asked' && event.type !== 'question_asked') return;
      if (this.#waiting >= MAX_WAITING) return;
      this.#waiting++;
      const [type, message] =
        event.type === 'permission_asked'
          ? ['permission_prompt', t('service-command-hooks.permission', { tool: String(event.tool) })]
          : ['question', t('service-command-hooks.question')];
      const facts = { message, notification_type: type };
      const work = () => this.#runner.run('Notification', about({ id: told.session_id, cwd: kernel.cwd }, facts, [type]), signal);
      this.#notifying = this.#notifying
        .then(work)
        .catch((error: unknown) => log.debug('notification not told', { error: String(error) }))
        .then(() => void this.#waiting--);
    });
  }
}

function about({ id, cwd }: Pick<SessionInfo, 'id' | 'cwd'>, facts: Record<string, unknown>, names: readonly string[] = []): Event {
  return { sessionId: id, cwd, names, facts };
}
