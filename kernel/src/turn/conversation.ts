import type { Denial, Message, Part, PermissionMode, Session, Usage } from '@ock/schemas';
import type { AgentContribution, ModeContribution } from '../kinds/agent.ts';
import type { Person } from '../kinds/frontend.ts';
import type { Effort, ModelTarget } from '../kinds/model.ts';
import type { PermissionRequest } from '../kinds/policy.ts';
import type { SessionService } from '../kinds/session-service.ts';
import type { ToolContribution } from '../kinds/tool.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PromptInput } from '../runtime/hooks.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { Places } from '../runtime/places.ts';
import { BorrowedParts } from './agents/borrowed-parts.ts';
import { delegate } from './agents/delegate.ts';
import { findAgent } from './agents/find-agent.ts';
import type { Spent } from './ask-model.ts';
import { type Compacted, compact, uncompact } from './context/compact.ts';
import { ContextMeter } from './context/context-meter.ts';
import { modelView } from './context/model-view.ts';
import { workingAgent } from './context/system-prompt.ts';
import { TokenGauge } from './context/token-gauge.ts';
import type { ConversationState } from './conversation-state.ts';
import type { Budget } from './cost/budget.ts';
import { addUsage } from './cost/cost.ts';
import type { Limits } from './limits.ts';
import { askBeside } from './models/ask-beside.ts';
import { heldChoice } from './models/held-choice.ts';
import { IgnoredEfforts } from './models/ignored-efforts.ts';
import { modelTarget, selectModel } from './models/select-model.ts';
import { configuredEffort, settleEffort } from './models/settle-effort.ts';
import { RepeatGuard } from './repeat-guard.ts';
import type { TurnResult } from './result.ts';
import { runPrompt } from './run-prompt.ts';
import { nameSession } from './session/name-session.ts';
import { removeOutputs } from './session/session-outputs.ts';
import { SessionState } from './session/session-state.ts';
import { ConversationTools } from './tools/conversation-tools.ts';
import { readOnlyReason } from './tools/judge.ts';
import type { ToolScope } from './tools/run-tool.ts';
import { SavedRules } from './tools/saved-rules.ts';
import { type FileLedger, fileLedger } from './tools/tool-session.ts';
import { findMode, findStyle, toolModes, writeLimits } from './tools/work-mode.ts';
import { workspaceOf } from './tools/workspace.ts';

const SUB_AGENTS_AT_ONCE = 4;

/** One session being talked to: who answers, what is allowed, and what has been said. */
export class Conversation {
  readonly kernel: Kernel;
  readonly sessions: SessionService;
  readonly workspace: string;
  readonly messages: Message[];
  limits: Limits;
  person?: Person;
  /** since the conversation was opened */
  readonly denials: Denial[] = [];
  /** by the prompt that runs or ran last; absolute paths */
  readonly filesChanged = new Set<string>();
  /** what requests of this session come to */
  readonly gauge = new TokenGauge();
  /** of all its prompts */
  readonly guard = new RepeatGuard();
  /** what the session comes to in the context of its model */
  readonly meter = new ContextMeter();
  /** tokens that a compaction could not get below; 0: there was none */
  futile = 0;
  /** what the prompt that runs has spent; absent while none runs */
  spent?: Spent;
  /** sub-agents of the prompt that runs, those below them included; counted at the top */
  delegations = 0;
  /** for sub-agents of this conversation that work at the same time */
  readonly places = new Places(SUB_AGENTS_AT_ONCE);
  /** what its model may call */
  readonly toolSet = new ConversationTools(this);
  /** agent, model and mode that only the prompt that runs has */
  readonly borrowed: BorrowedParts;
  readonly #state: ConversationState;
  readonly #stamps = new Map<string, string>();
  readonly #ignored = new IgnoredEfforts();
  readonly #saved: SavedRules;
  #working: AgentContribution | undefined;
  #style: ModeContribution | undefined;
  #reading: Promise<void> | undefined;
  #busy = false;
  /** told to the model before its next answer */
  readonly #steered: PromptInput[] = [];
  readonly #closing = new AbortController();
  /** what a name of the session is being written with */
  #naming: Promise<void> | undefined;
  /** who was said last to stand in for whom, while they rest */
  standIn?: string | undefined;

  constructor(kernel: Kernel, sessions: SessionService, state: ConversationState) {
    this.kernel = kernel;
    this.sessions = sessions;
    this.#state = state;
    this.borrowed = new BorrowedParts(kernel, state, () => {
      this.#working = undefined;
    });
    this.messages = state.messages;
    this.guard.remember(this.messages);
    this.limits = state.limits;
    if (state.person) this.person = state.person;
    this.workspace = workspaceOf(state.session.directory);
    this.#saved = new SavedRules(kernel.paths.data);
    if (!state.above) state.rules.allow.push(...this.#saved.for(this.workspace));
  }

  get session(): Session {
    return this.#state.session;
  }
  set session(session: Session) {
    this.#state.session = session;
  }
  get agent(): string {
    return this.#state.agent.id;
  }
  get above(): Conversation | undefined {
    return this.#state.above;
  }
  /** How many conversations stand above this one. */
  get depth(): number {
    return this.above === undefined ? 0 : this.above.depth + 1;
  }
  /** The agent or mode, here or above, that must change nothing. */
  get readOnly(): ToolScope['readOnly'] {
    return this.above?.readOnly ?? readOnlyReason(this.agentInfo, this.mode, this.workModeInfo);
  }
  /** Who answers, as its mode and style make it. */
  get agentInfo(): Readonly<AgentContribution> {
    this.#working ??= workingAgent(this.kernel, this.#state.agent, this.#state.workMode, this.#style);
    return this.#working;
  }
  /** The mode that it works in. */
  get workModeInfo(): Readonly<ModeContribution> | undefined {
    return this.#state.workMode;
  }
  /** id of the style that answers are written in */
  get style(): string | undefined {
    return this.#style?.id;
  }
  /** What its model sees of it. */
  get view(): readonly Message[] {
    return modelView(this.messages);
  }
  get model(): string {
    return this.#state.model;
  }
  get fallback(): readonly string[] {
    return this.#state.fallback;
  }
  /** That of the conversation above, also when it is switched while this one works. */
  get mode(): PermissionMode {
    return this.above?.mode ?? this.#state.mode;
  }
  /** What its model is asked for, whether or not it can be told. */
  get effort(): Effort | undefined {
    const slash = this.model.indexOf('/');
    return this.#ownEffort ?? configuredEffort(this.kernel, this.model.slice(0, slash), this.model.slice(slash + 1));
  }
  /** Versions of files that its model has seen. */
  get files(): FileLedger {
    return fileLedger(this.#stamps);
  }
  get rules(): PermissionRequest['sessionRules'] {
    return this.#state.rules;
  }

  /** Has no effect where the administrator's file names the agent. @throws OC_AGENT_UNKNOWN with near matches */
  setAgent(id: string): void {
    this.#state.agent = findAgent(this.kernel, heldChoice(this.kernel, 'agent', id) ?? this.agent);
    this.#working = undefined;
  }
  /** The session keeps it. @param id undefined: none. @throws OC_MODE_UNKNOWN with near matches */
  async setWorkMode(id: string | undefined): Promise<void> {
    this.#state.workMode = id === undefined ? undefined : findMode(this.kernel, id);
    this.session = await this.sessions.update(this.session.id, { mode: id });
    this.#working = undefined;
    this.kernel.emit({ type: 'state', session_id: this.session.id, time: Date.now(), key: 'mode', value: id ?? null });
  }
  /** For this time. @param id undefined: the usual one. @throws OC_MODE_UNKNOWN with near matches */
  setStyle(id: string | undefined): void {
    this.#style = id === undefined ? undefined : findStyle(this.kernel, id);
    this.#working = undefined;
  }
  /** Has no effect where the administrator's file names the model. @throws OC_MODEL_UNKNOWN with near matches */
  setModel(ref: string): void {
    this.#state.model = selectModel(this.kernel, heldChoice(this.kernel, 'model', ref));
  }
  /** Has no effect where the administrator's file sets the effort. @param effort undefined: the agent's or the configured one again */
  setEffort(effort: Effort | undefined): void {
    this.#state.effort = effort;
  }
  /** Has no effect where the administrator's file sets the mode. */
  setMode(mode: PermissionMode): void {
    if (this.kernel.config.origin('permissions.mode')?.layer !== 'managed') this.#state.mode = mode;
  }

  /**
   * Tools the model is offered now, in a stable order.
   * @param model another than its own, also without its provider
   */
  tools(model = this.model): ToolContribution[] {
    return this.toolSet.offered(model);
  }

  /** Where a call goes; the agent's own temperature comes before the provider's. @throws OC_AUTH_MISSING, OC_MODEL_UNKNOWN */
  async target(ref: string, signal: AbortSignal): Promise<ModelTarget> {
    const configured = await modelTarget(this.kernel, ref, signal);
    const { temperature, maxTokens } = this.agentInfo;
    const effort = this.#ownEffort;
    const own = {
      ...(temperature !== undefined && { temperature }),
      ...(effort !== undefined && { effort }),
      ...(maxTokens !== undefined && { maxTokens: Math.min(maxTokens, configured.maxTokens ?? maxTokens) }),
    };
    const { target, ignored } = await settleEffort(this.kernel, { ...configured, ...own });
    if (ignored) this.#ignored.tell(this, effort ?? configured.effort, `${target.provider}/${target.model}`);
    return target;
  }

  get #ownEffort(): Effort | undefined {
    return heldChoice(this.kernel, 'effort', this.#state.effort ?? this.agentInfo.effort);
  }

  toolScope(signal: AbortSignal): ToolScope {
    const { kernel, sessions, session, workspace, mode, rules } = this;
    const { readOnly } = this;
    const emitState = (key: string, value: unknown) => kernel.emit({ type: 'state', session_id: session.id, time: Date.now(), key, value });
    return {
      kernel,
      session,
      saved: this.#saved,
      toolSession: new SessionState(session, sessions, this.#stamps, emitState),
      agent: this.agent,
      mode,
      rules: this.agentInfo.ask ? { ...rules, ask: [...rules.ask, ...this.agentInfo.ask] } : rules,
      cwd: session.directory,
      workspace,
      inner: ({ denial, output }) => {
        if (denial) this.denials.push(denial);
        for (const file of output.metadata?.files_changed ?? []) this.filesChanged.add(file);
      },
      delegate: (callId, task) => delegate(this, callId, task, signal),
      complete: (question) => askBeside(kernel, question, signal, this),
      ...(!this.above && { modes: toolModes(this) }),
      offered: new Set(this.toolSet.callable().map(({ id }) => id)),
      reachable: new Set(this.toolSet.reachable().map(({ id }) => id)),
      signal,
      ...(this.person && { person: this.person }),
      ...(readOnly && { readOnly }),
      writes: writeLimits(this),
    };
  }

  /** Stores the message (or only the given parts of it) and keeps it in the history. */
  async store(message: Message, parts: Part[] = message.parts): Promise<void> {
    if (this.messages.at(-1)?.id !== message.id) this.messages.push(message);
    await this.sessions.write(message, parts);
  }

  /** Reads session and history again: somebody undid or redid part of it. */
  async reload(): Promise<void> {
    const { id } = this.session;
    const [session, messages] = await Promise.all([this.sessions.get(id), this.sessions.messages(id)]);
    if (!session) throw new KernelError('OC_SESSION_NOT_FOUND', { session: id, near: '' });
    this.session = session;
    this.messages.splice(0, this.messages.length, ...messages);
    this.guard.remember(messages);
    this.#state.missing = undefined;
  }

  /** Has every message of the session in memory, also those that the model sees no more. */
  async whole(): Promise<void> {
    if (this.#state.missing) await this.reload();
  }

  /** Has what the model sees in memory: a long session is opened with its end alone. */
  async readView(): Promise<void> {
    if (this.#state.missing !== 'unread') return;
    // once at a time: what a prompt stores meanwhile would be lost to a second reading that began before it
    this.#reading ??= this.reload().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Lets go of messages that the model sees no more: memory does not grow with the history. */
  forgetBefore(id: string): void {
    const at = this.messages.findIndex((message) => message.id >= id);
    if (at <= 0) return;
    this.messages.splice(0, at);
    this.#state.missing = 'unseen';
  }

  /** From here on what was undone stays so. @param before id of the message that takes its place */
  async endUndone(before: string): Promise<void> {
    const { id, undone } = this.session;
    const last = undone?.at(-1);
    if (!undone || !last || last.to !== undefined) return;
    this.session = await this.sessions.update(id, { undone: [...undone.slice(0, -1), { ...last, to: before }] });
  }

  /** Adds to what the session has cost. Calls may overlap. @param isKnown false: what is added has no known price, or more than it */
  async addCost(usage: Usage, costUsd: number, isKnown = true): Promise<void> {
    const spent = {
      usage: addUsage(this.session.usage, usage),
      cost_usd: this.session.cost_usd + costUsd,
      ...(!isKnown && { cost_known: false }),
    };
    this.session = { ...this.session, ...spent };
    const stored = await this.sessions.update(this.session.id, { ...spent, ...this.borrowed.own });
    const { usage: total, cost_usd, cost_known } = this.session;
    this.session = { ...stored, usage: total, cost_usd, ...(cost_known !== undefined && { cost_known }) };
  }

  /**
   * Sends a prompt and works until the model is done, a limit is met or the signal aborts. Without a prompt it goes on where the session
   * stopped. Never rejects for what happens on the way: the result tells.
   * @param options.budget what its calls may cost together with those of others; absent: the limits' own
   * @throws OC_SESSION_BUSY when a prompt is running already
   */
  prompt(input: PromptInput | undefined, options: { signal: AbortSignal; budget?: Budget }): Promise<TurnResult> {
    return this.#alone(() => runPrompt(this, input, options.signal, options.budget));
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new KernelError('OC_SESSION_BUSY', { session: this.session.id });
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Takes older messages out of the view of the model; everything stays stored.
   * @param focus what should be kept above all
   * @throws OC_SESSION_BUSY while a prompt runs, OC_INPUT when there is nothing to take away
   */
  compact({ focus, signal }: { focus?: string; signal: AbortSignal }): Promise<Compacted> {
    return this.#alone(async () => {
      const done = await compact(this, { reason: 'manual', ...(focus && { focus }) }, signal);
      if (!done) throw new KernelError('OC_INPUT', { because: 'reason.nothing_to_compact' });
      return done;
    });
  }

  /** Takes the last compaction back. @throws OC_SESSION_BUSY while a prompt runs, OC_INPUT when there is none */
  uncompact(): Promise<Compacted> {
    return this.#alone(() => uncompact(this));
  }

  /**
   * Something more for the prompt that runs: a message of its own before the next answer, which there is one for also when the model was done.
   * What an interrupt leaves of it is had back by `takeSteered`.
   * @returns false when no prompt runs
   */
  steer(input: PromptInput): boolean {
    if (this.#busy) this.#steered.push(input);
    return this.#busy;
  }

  get isSteered(): boolean {
    return this.#steered.length > 0;
  }

  /** What was given to `steer` and not told to the model yet; it is not told any more. */
  takeSteered(): PromptInput[] {
    return this.#steered.splice(0);
  }

  /** Has a model name the session after its first prompt, where that is wanted. Returns at once. */
  name(prompt: string): void {
    const { namedBy } = this.#state;
    if (namedBy === undefined || this.#closing.signal.aborted) return;
    delete this.#state.namedBy;
    const storing = (work: Promise<void>) => {
      this.#naming = work;
      return work;
    };
    void nameSession(this, namedBy, prompt, this.#closing.signal, storing);
  }

  /** Gives the session's lock back; a session that is stored nowhere leaves no kept output either. */
  async close(): Promise<void> {
    this.#closing.abort(new KernelError('OC_INTERRUPTED'));
    await this.#naming;
    const { above } = this;
    await this.kernel.hooks.sessionEnd.promise({
      id: this.session.id,
      cwd: this.session.directory,
      ...(above && { parent: above.session.id }),
    });
    await this.#state.release();
    const { ephemeral } = await this.kernel.openStore();
    if (ephemeral) removeOutputs(this.kernel.paths.data, this.session.id);
  }
}
