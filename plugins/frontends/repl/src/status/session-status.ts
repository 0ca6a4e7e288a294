import { costText, findModel, inputOf, type Kernel, providerTable, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import type { StatusFacts } from '../surface/surface.ts';
import type { Talk } from '../talk.ts';
import { gitBranch } from './git-branch.ts';
import { SandboxInForce } from './sandbox-in-force.ts';

/** ms after which the branch may be another one */
const BRANCH_MS = 2_000;

/** What a session's state comes to, for the status line. */
export class SessionStatus {
  readonly #kernel: Kernel;
  readonly #t: Translate;
  #used: { model: string; tokens: number } | undefined;
  #branch: string | undefined;
  #lookedAt = 0;
  readonly #sandbox: SandboxInForce;
  #window: { model: string; tokens: number | undefined } | undefined;

  /** @param changed something that was unknown is known */
  constructor(kernel: Kernel, t: Translate, changed: () => void) {
    this.#kernel = kernel;
    this.#t = t;
    this.#sandbox = new SandboxInForce(kernel, changed);
  }

  /** The status line is shown from now on. */
  open(): void {
    this.#sandbox.open();
  }

  /** Reads again what others may have changed. */
  look(): void {
    this.#lookedAt = 0;
  }

  event(event: Event): void {
    this.#sandbox.event(event);
    if (event.type !== 'usage') return;
    this.#used = { model: event.model, tokens: inputOf(event.usage) + event.usage.output };
  }

  facts(talk: Talk): StatusFacts {
    const { agent, mode, current, workMode } = talk;
    const branch = this.#branchNow();
    const { model, effort, window } = this.#modelFacts(talk);
    const cost = current?.session.cost_usd ?? 0;
    const used = current && this.#used;
    const tokens = current ? inputOf(current.session.usage) + current.session.usage.output : 0;
    const sandbox = this.#sandbox.mode;
    return {
      agent,
      model,
      ...(workMode !== undefined && { workMode }),
      ...(mode !== 'ask' && { mode }),
      ...(effort !== undefined && { effort: String(effort) }),
      ...(sandbox !== undefined && { sandbox }),
      ...(used && window && { context: used.tokens / window }),
      ...(tokens > 0 && { tokens }),
      ...(cost > 0 && { cost: costText(cost, current?.session.cost_known, this.#t) }),
      ...(branch !== undefined && { branch }),
    };
  }

  /** An agent may ask for a model that nobody knows: that is told when it is to work, and its own text is shown until then. */
  #modelFacts(talk: Talk): { model: string; effort?: Talk['effort']; window?: number | undefined } {
    try {
      const { model, effort } = talk;
      return { model, effort, window: this.#contextWindow(model) };
    } catch {
      return { model: this.#kernel.find('agent', talk.agent)?.contribution.model ?? '' };
    }
  }

  /** Reads two small files, now and then, while something is drawn. */
  #branchNow(): string | undefined {
    if (Date.now() - this.#lookedAt > BRANCH_MS) {
      this.#lookedAt = Date.now();
      this.#branch = gitBranch(this.#kernel.cwd);
    }
    return this.#branch;
  }

  #contextWindow(ref: string): number | undefined {
    if (this.#window?.model === ref) return this.#window.tokens;
    const slash = ref.indexOf('/');
    const provider = providerTable(this.#kernel).get(ref.slice(0, slash));
    const info = provider && findModel(this.#kernel, provider, ref.slice(slash + 1));
    this.#window = { model: ref, tokens: info?.context };
    return this.#window.tokens;
  }
}
