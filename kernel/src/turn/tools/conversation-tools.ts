import type { ModeContribution } from '../../kinds/agent.ts';
import type { ToolContribution } from '../../kinds/tool.ts';
import type { RunTimeTool } from '../../runtime/bridges.ts';
import { mayDelegate } from '../agents/delegate.ts';
import type { Conversation } from '../conversation.ts';
import { changes } from './judge.ts';
import { allowedTools, forModel } from './offered-tools.ts';
import { hasList, readToolLists, type ToolLists, withList } from './tool-lists.ts';
import { worksWith } from './work-mode.ts';

/** What the model of a conversation may call: within its agent, its mode, and what the conversation above may. */
export class ConversationTools {
  readonly #of: Conversation;
  #brought: RunTimeTool[] = [];
  #lists: ToolLists = { skills: [] };

  constructor(conversation: Conversation) {
    this.#of = conversation;
  }

  /** Those told to the model, in a stable order. */
  offered(model: string): ToolContribution[] {
    return forModel(this.#of.kernel, this.callable(), model).map((tool) => withList(tool, this.#of.kernel, this.#lists));
  }

  /** Those and what only other models are told. */
  callable(): ToolContribution[] {
    return this.#allowed(this.#brought.filter(({ hidden }) => !hidden));
  }

  /** Those and what is reached through another tool. */
  reachable(): ToolContribution[] {
    return this.#allowed(this.#brought);
  }

  /** From here on the model is offered what bridges have by now; until the next call that stays as it is, whatever servers announce. */
  takeBrought(): void {
    this.#brought = this.#of.kernel.bridges.tools();
  }

  /** Reads what tools list behind their descriptions; it stays so until this is called again. */
  async takeLists(): Promise<void> {
    this.#lists = await readToolLists(this.#of.kernel);
  }

  #allowed(brought: readonly RunTimeTool[]): ToolContribution[] {
    const { above, workModeInfo: mode, readOnly } = this.#of;
    const own = this.#ofAgent(brought).filter(({ id }) => !mode || worksWith(mode, id));
    if (!above) return own;
    // a mode is how that conversation works itself: an orchestrator does not write, and what it delegates may
    const permitted = new Set(above.toolSet.#ofAgent(above.toolSet.#brought).map(({ id }) => id));
    return own.filter((tool) => permitted.has(tool.id) && !((readOnly || beyondModes(tool, above)) && changes(tool)));
  }

  #ofAgent(brought: readonly RunTimeTool[]): ToolContribution[] {
    const { kernel, agentInfo, mode, workModeInfo } = this.#of;
    const contributions = brought.map(({ contribution }) => contribution);
    return allowedTools(kernel, agentInfo, mode, contributions).filter(
      (tool) => (tool.lists !== 'agents' || mayDelegate(this.#of)) && hasList(tool, this.#lists) && fitsMode(tool, workModeInfo),
    );
  }
}

/** Where a mode above says which files may be changed, tools that it has not might change others. */
function beyondModes({ id }: Pick<ToolContribution, 'id'>, { workModeInfo: mode, above }: Conversation): boolean {
  return (mode?.writes !== undefined && !worksWith(mode, id)) || (above !== undefined && beyondModes({ id }, above));
}

function fitsMode({ inMode }: ToolContribution, mode: ModeContribution | undefined): boolean {
  return !inMode || mode !== undefined;
}
