import { costText, findModel, inputOf, type Kernel, providerTable, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { dollars } from '../amounts.ts';
import type { StatusFacts } from '../surface/surface.ts';
import type { Talk } from '../talk.ts';
import { gitBranch } from './git-branch.ts';

/** What a session's state comes to, for the status line. Asks the disk and the index only between turns. */
export class SessionStatus {
  readonly #kernel: Kernel;
  readonly #t: Translate;
  #used: { model: string; tokens: number } | undefined;
  #total = 0;
  #branch: string | undefined;
  #window: { model: string; tokens: number | undefined } | undefined;

  constructor(kernel: Kernel, t: Translate) {
    this.#kernel = kernel;
    this.#t = t;
    this.look();
  }

  /** Reads again what others may have changed. */
  look(): void {
    this.#branch = gitBranch(this.#kernel.cwd);
  }

  event(event: Event): void {
    if (event.type !== 'usage') return;
    this.#used = { model: event.model, tokens: inputOf(event.usage) + event.usage.output };
    this.#total = inputOf(event.total_usage) + event.total_usage.output;
  }

  facts(talk: Talk): StatusFacts {
    const { agent, model, mode, current, effort } = talk;
    const window = this.#contextWindow(model);
    const cost = current?.session.cost_usd ?? 0;
    const used = current && this.#used;
    const sandbox = this.#kernel.config.config.sandbox as { mode?: string } | undefined;
    return {
      agent,
      model,
      ...(mode !== 'ask' && { mode }),
      ...(effort !== undefined && { effort: String(effort) }),
      ...(typeof sandbox?.mode === 'string' && sandbox.mode !== 'auto' && { sandbox: sandbox.mode }),
      ...(used && window && { context: used.tokens / window }),
      ...(this.#total > 0 && current && { tokens: this.#total }),
      ...(cost > 0 && { cost: costText(cost, current?.session.cost_known, this.#t, dollars) }),
      ...(this.#branch !== undefined && { branch: this.#branch }),
    };
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
