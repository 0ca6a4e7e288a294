import {
  type Conversation,
  configuredEffort,
  type Effort,
  findMode,
  findStyle,
  heldChoice,
  type Kernel,
  KernelError,
  near,
  type OpenOptions,
  type Person,
  type SessionService,
  selectModel,
  startWatching,
  tellUntrustedAgent,
} from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';

export interface TalkOptions {
  kernel: Kernel;
  open(kernel: Kernel, options: OpenOptions): Promise<Conversation>;
  /** asked when a conversation is opened */
  person?: () => Person | undefined;
  /** another session is talked to from now on */
  resumed?: (conversation: Conversation) => Promise<void>;
  /** a model may name new sessions: somebody will look for them by name */
  autoTitle?: boolean;
  agent?: string;
  model?: string;
  mode?: PermissionMode;
  /** id of the mode to work in */
  workMode?: string;
  /** id of the style of answers */
  style?: string;
  effort?: Effort;
  rules?: OpenOptions['rules'];
}

/** ms after which files are watched where nobody has said anything yet */
const WATCH_MS = 1_000;

/** The conversation the front end is in: opened when the first prompt is sent, so that looking around leaves no session behind. */
export class Talk {
  readonly #o: TalkOptions;
  #agent: string | undefined;
  #model: string | undefined;
  #mode: PermissionMode | undefined;
  #effort: Effort | undefined;
  #workMode: string | undefined;
  #style: string | undefined;
  #open: Conversation | undefined;

  constructor(options: TalkOptions) {
    this.#o = options;
    this.#agent = options.agent;
    this.#model = options.model;
    this.#mode = options.mode;
    this.#effort = options.effort;
    this.#workMode = options.workMode;
    this.#style = options.style;
  }

  get current(): Conversation | undefined {
    return this.#open;
  }
  get agent(): string {
    return this.#open?.agent ?? heldChoice(this.#o.kernel, 'agent', this.#agent) ?? this.#o.kernel.config.config.agent ?? 'build';
  }
  /** @throws OC_MODEL_UNKNOWN, OC_PROVIDER_UNKNOWN when configuration names what does not exist */
  get model(): string {
    return (
      this.#open?.model ??
      selectModel(
        this.#o.kernel,
        heldChoice(this.#o.kernel, 'model', this.#model ?? this.#o.kernel.find('agent', this.agent)?.contribution.model),
      )
    );
  }
  get mode(): PermissionMode {
    return (
      this.#open?.mode ??
      heldChoice(this.#o.kernel, 'permissions.mode', this.#mode) ??
      (this.#o.kernel.config.config.permissions?.mode as PermissionMode | undefined) ??
      'ask'
    );
  }

  /** What the model is asked for; undefined: nothing is. */
  get effort(): Effort | undefined {
    const { kernel } = this.#o;
    if (this.#open) return this.#open.effort;
    const agent = kernel.find('agent', this.agent)?.contribution;
    const [provider = '', ...model] = this.model.split('/');
    return heldChoice(kernel, 'effort', this.#effort ?? agent?.effort) ?? configuredEffort(kernel, provider, model.join('/'));
  }

  /** @throws OC_AGENT_UNKNOWN */
  setAgent(id: string): void {
    const ids = this.agents();
    if (!ids.includes(id)) {
      if (!this.#o.kernel.find('agent', id)) tellUntrustedAgent(this.#o.kernel, id);
      throw new KernelError('OC_AGENT_UNKNOWN', { agent: id, near: near(id, ids), known: ids.join(', ') });
    }
    this.#open?.setAgent(id);
    this.#agent = id;
  }
  /** @throws OC_MODEL_UNKNOWN */
  setModel(ref: string): void {
    const model = selectModel(this.#o.kernel, ref);
    this.#open?.setModel(model);
    this.#model = model;
  }
  setEffort(effort: Effort): void {
    this.#open?.setEffort(effort);
    this.#effort = effort;
  }
  setMode(mode: PermissionMode): void {
    this.#open?.setMode(mode);
    this.#mode = mode;
  }

  get workMode(): string | undefined {
    return this.#open ? this.#open.workModeInfo?.id : this.#workMode;
  }
  /** @throws OC_MODE_UNKNOWN */
  async setWorkMode(id: string | undefined): Promise<void> {
    this.#workMode = id === undefined ? undefined : findMode(this.#o.kernel, id).id;
    await this.#open?.setWorkMode(id);
  }
  get outputStyle(): string | undefined {
    return this.#open ? this.#open.style : this.#style;
  }
  /** @throws OC_MODE_UNKNOWN */
  setStyle(id: string | undefined): void {
    this.#style = id === undefined ? undefined : findStyle(this.#o.kernel, id).id;
    this.#open?.setStyle(id);
  }

  /** Agents a person may talk to. */
  agents(): string[] {
    return this.#o.kernel
      .list('agent')
      .filter(({ sub, hidden }) => !sub && !hidden)
      .map(({ id }) => id);
  }

  sessions(): Promise<SessionService> {
    return this.#o.kernel.use('service', 'sessions');
  }

  /** The open conversation, or a new one. */
  async begin(): Promise<Conversation> {
    this.#open ??= await this.#start({});
    return this.#open;
  }

  /** Leaves the conversation for another one. @param session id, part of one, or `latest`; what it was talked to with applies again */
  async resume(session: string, fork = false): Promise<Conversation> {
    const isCopy = fork && session === this.#open?.session.id;
    const next = await this.#start({ session, fork }, this.#open === undefined);
    await this.#open?.close();
    this.#open = next;
    // what a copy of the open one holds was shown already
    if (!isCopy) await this.#o.resumed?.(next);
    return next;
  }

  /** The next prompt begins a new session, with the same agent, model and mode. */
  async fresh(): Promise<void> {
    this.#agent = this.agent;
    this.#model = this.model;
    this.#mode = this.mode;
    this.#workMode = this.workMode;
    this.#style = this.outputStyle;
    await this.close();
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }

  async #start(where: { session?: string; fork?: boolean }, chosen = true): Promise<Conversation> {
    const { kernel, open, rules, autoTitle } = this.#o;
    const person = this.#o.person?.();
    const conversation = await open(kernel, {
      ...where,
      ...(chosen && this.#agent !== undefined && { agent: this.#agent }),
      ...(chosen && this.#model !== undefined && { model: this.#model }),
      mode: this.mode,
      ...(chosen && this.#workMode !== undefined && { workMode: this.#workMode }),
      ...(chosen && this.#style !== undefined && { style: this.#style }),
      ...(autoTitle && { autoTitle }),
      ...(this.#effort !== undefined && { effort: this.#effort }),
      ...(rules && { rules }),
      ...(person && { person }),
    });
    // beside everything else: somebody sits here and may change files meanwhile
    // and not in the way of what is shown first, where a session is only gone on with
    if (person) setTimeout(() => kernel.signal.aborted || void startWatching(kernel), where.session === undefined ? 0 : WATCH_MS).unref();
    return conversation;
  }
}
