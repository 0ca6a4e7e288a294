import type { Kernel } from '../../runtime/kernel.ts';
import type { ConversationState } from '../conversation-state.ts';
import { heldChoice } from '../models/held-choice.ts';
import { selectModel } from '../models/select-model.ts';
import { findMode, inMode } from '../tools/work-mode.ts';
import { findAgent } from './find-agent.ts';

type Parts = Pick<ConversationState, 'agent' | 'model' | 'workMode'>;

/** Agent, model and mode that a prompt has in place of the conversation's own. */
export class BorrowedParts {
  readonly #kernel: Kernel;
  readonly #state: ConversationState;
  readonly #changed: () => void;
  #own: Parts | undefined;
  #taken: Parts | undefined;

  /** @param changed told when the state is another */
  constructor(kernel: Kernel, state: ConversationState, changed: () => void) {
    this.#kernel = kernel;
    this.#state = state;
    this.#changed = changed;
  }

  /**
   * What changes nothing is never left this way.
   * @returns false: agent and mode stay, since these may change something and the conversation's own may not
   * @throws OC_AGENT_UNKNOWN, OC_MODEL_UNKNOWN, OC_MODE_UNKNOWN
   */
  take({ agent, model, mode }: { agent?: string; model?: string; mode?: string }): boolean {
    const { agent: hadAgent, model: hadModel, workMode: hadMode } = this.#state;
    const next = {
      agent: agent === undefined ? hadAgent : findAgent(this.#kernel, heldChoice(this.#kernel, 'agent', agent) ?? hadAgent.id),
      model: model === undefined ? hadModel : selectModel(this.#kernel, heldChoice(this.#kernel, 'model', model)),
      workMode: mode === undefined ? hadMode : findMode(this.#kernel, mode),
    };
    if (inMode(hadAgent, hadMode).readOnly && !inMode(next.agent, next.workMode).readOnly) return false;
    this.#own ??= { agent: hadAgent, model: hadModel, workMode: hadMode };
    this.#taken = next;
    Object.assign(this.#state, next);
    this.#changed();
    return true;
  }

  /** What the conversation has of its own, whatever the prompt that runs has. */
  get own(): { agent: string; model: string } {
    const { agent, model } = this.#own ?? this.#state;
    return { agent: agent.id, model };
  }

  /** The conversation's own count again, but for what was changed meanwhile. */
  giveBack(): void {
    const [own, taken, state] = [this.#own, this.#taken, this.#state];
    if (!own || !taken) return;
    if (state.agent === taken.agent) state.agent = own.agent;
    if (state.model === taken.model) state.model = own.model;
    if (state.workMode === taken.workMode) state.workMode = own.workMode;
    this.#own = undefined;
    this.#changed();
  }
}
