import { shownPath, type Tool, ToolError } from '@ock/kernel';
import type { TaskInput } from './parameters.ts';

/** A rule may name the agent, `task(explore)`; every call of the sub-agent is judged by itself, as its parent's would be. */
export function createTaskTool(): Tool<TaskInput> {
  return {
    subjects: ({ agent }) => [{ action: 'other', what: agent }],
    async run({ description, prompt, agent, session, model, maxTurns, maxCostUsd }, ctx) {
      ctx.signal.throwIfAborted();
      if (!ctx.delegate) throw new ToolError('Sub-agents work inside sessions only.');
      if (prompt.trim() === '') throw new ToolError('The prompt is empty: say what the sub-agent shall do.');
      const title = description.trim() || agent;
      const limits = { ...(maxTurns !== undefined && { maxTurns }), ...(maxCostUsd !== undefined && { maxCostUsd }) };
      const done = await ctx.delegate({ agent, prompt, title, ...(session && { session }), ...(model && { model }), ...limits });
      const changed = done.filesChanged.map((path) => shownPath(path, ctx.cwd));
      const facts = [
        `session ${done.sessionId}`,
        `${done.numTurns} turns`,
        ...(changed.length > 0 ? [`changed ${changed.slice(0, 20).join(', ')}${changed.length > 20 ? ' …' : ''}`] : []),
      ];
      const failed = done.subtype !== 'success';
      const head = failed ? `The sub-agent did not finish: ${done.error ?? done.subtype}` : '';
      return {
        text: [head, done.text.trim() || '(it said nothing)', `[${facts.join(' · ')}]`].filter(Boolean).join('\n\n'),
        title: `${agent}: ${title}`,
        isError: failed,
        metadata: {
          child_session_id: done.sessionId,
          agent,
          num_turns: done.numTurns,
          cost_usd: done.costUsd,
          files_changed: done.filesChanged,
        },
      };
    },
  };
}
