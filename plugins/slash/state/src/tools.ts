import { allowedTools, findAgent, type Slash, type SlashContext, shownTool, type ToolContribution, type Translate } from '@ock/kernel';

/** What the model may call now: by agent, mode, permission mode and model. */
export function createTools(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { kernel, line, table, style } = context;
      await kernel.bridges.start();
      const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
      const tools = offered(context).filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
      if (tools.length === 0) line(t('slash-state.no_tools'));
      table(tools.map((tool) => [tool.id, t(tool.readOnly ? 'slash-state.reads' : 'slash-state.changes'), shownTool(kernel, tool)]));
      line(style.dim(t('slash-state.tools_hint')));
    },
    complete: (context) => offered(context).map((tool) => ({ word: tool.id, text: shownTool(context.kernel, tool) })),
  };
}

function offered({ kernel, talk }: SlashContext): ToolContribution[] {
  if (talk.current) return talk.current.tools();
  const brought = kernel.bridges.tools().flatMap(({ contribution, hidden }) => (hidden ? [] : [contribution]));
  return allowedTools(kernel, findAgent(kernel, talk.agent), talk.mode, brought);
}
