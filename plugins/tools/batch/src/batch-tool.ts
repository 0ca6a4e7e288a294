import { type Attachment, type Tool, type ToolContext, ToolError, type ToolOutput, type Translate } from '@ock/kernel';
import type { BatchInput } from './parameters.ts';

type Call = BatchInput['calls'][number];

/** A batch in a batch would only hide how much is done; the others ask or start something of their own. */
const NOT_INSIDE = ['batch', 'task', 'question'];
const MAX_CALLS = 25;

export function createBatchTool(t: Translate): Tool<BatchInput> {
  return {
    subjects: ({ calls }) => [{ action: 'other', what: calls.map(({ tool }) => tool).join(' ') }],
    async run({ calls }, ctx) {
      ctx.signal.throwIfAborted();
      if (calls.length > MAX_CALLS) throw new ToolError(`A batch takes at most ${MAX_CALLS} calls, not ${calls.length}. Nothing was run.`);
      const wrong = calls.find(({ tool }) => NOT_INSIDE.includes(tool));
      if (wrong) throw new ToolError(`${wrong.tool} cannot be called in a batch: call it by itself. Nothing was run.`);
      const outputs: ToolOutput[] = [];
      for (const group of groups(calls, ctx)) outputs.push(...(await Promise.all(group.map((call) => one(call, ctx)))));
      return together(calls, outputs, t);
    },
  };
}

function one({ tool, input }: Call, ctx: ToolContext): Promise<ToolOutput> {
  ctx.signal.throwIfAborted();
  if (!ctx.call) throw new ToolError('Calls can be made inside sessions only.');
  return ctx.call(tool, input);
}

/** Neighbours that only read stand together, every other call alone. */
function groups(calls: readonly Call[], ctx: ToolContext): Call[][] {
  const found: Call[][] = [];
  let open = false;
  for (const call of calls) {
    const reads = ctx.reads?.(call.tool, call.input) === true;
    if (reads && open) found.at(-1)?.push(call);
    else found.push([call]);
    open = reads;
  }
  return found;
}

function together(calls: readonly Call[], outputs: readonly ToolOutput[], t: Translate): ToolOutput {
  const failed = outputs.filter(({ isError }) => isError).length;
  const texts = outputs.map(({ text, isError }, at) => `[${at + 1}] ${calls[at]?.tool}${isError ? ' (failed)' : ''}\n${text.trimEnd()}`);
  const attachments = outputs.flatMap((output): Attachment[] => output.attachments ?? []);
  return {
    text: texts.join('\n\n'),
    title: [t('tool-batch.title', { count: calls.length }), ...(failed > 0 ? [t('tool-batch.failed', { count: failed })] : [])].join(', '),
    isError: failed === outputs.length,
    ...(attachments.length > 0 && { attachments }),
    metadata: {
      files_changed: [...new Set(outputs.flatMap(({ metadata }) => metadata?.files_changed ?? []))],
      calls: outputs.map(({ isError, title }, at) => ({ tool: calls[at]?.tool, failed: isError === true, ...(title && { title }) })),
    },
  };
}
