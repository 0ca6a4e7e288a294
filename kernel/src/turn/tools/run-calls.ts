import type { Message, ToolCallPart, ToolResultPart } from '@ock/schemas';
import { ulid } from '../../runtime/ulid.ts';
import type { Conversation } from '../conversation.ts';
import { goOnInCircles, toldOf } from '../repeat-guard.ts';
import { outputsOf } from '../session/session-outputs.ts';
import { fitResults } from './fit-results.ts';
import { asCalled } from './judge.ts';
import { bytesLeft } from './result-limits.ts';
import { runTool, type ToolRun, type ToolScope } from './run-tool.ts';

/** read-only calls of one answer that run at the same time */
const PARALLEL = 8;

/**
 * Runs the calls of one answer: neighbours that only read or say they may, together, others one after another in their order. Each result is stored as soon
 * as it is there, and cut once all are, when together they are too long; after an abort the remaining calls are answered as interrupted.
 * @param into the message that holds results of the same answer already; absent: a new one
 * @throws OC_LIMIT_LOOP
 */
export async function runCalls(conversation: Conversation, calls: ToolCallPart[], signal: AbortSignal, into?: Message): Promise<void> {
  const { kernel, session } = conversation;
  const scope = conversation.toolScope(signal);
  const message: Message = into ?? { id: ulid(), session_id: session.id, role: 'tool', created_at: Date.now(), parts: [] };
  for (const call of calls) {
    kernel.emit({
      type: 'tool_call',
      session_id: session.id,
      time: Date.now(),
      message_id: message.id,
      call_id: call.call_id,
      tool: call.tool,
      input: call.input,
    });
  }
  for (const group of grouped(calls, scope)) {
    await Promise.all(
      group.map(async (call) => {
        const run = await runTool({ callId: call.call_id, tool: call.tool, input: call.input }, scope);
        await settle(conversation, message, call, run);
      }),
    );
  }
  const results = message.parts.filter((part) => part.type === 'tool_result');
  const outputs = new Map(results.map((result) => [result.call_id, toldOf(result)]));
  const earlier = conversation.view.filter(({ id }) => id !== message.id);
  const cut = await fitResults(results, bytesLeft(kernel, earlier), outputsOf(kernel.paths.data, session.id));
  if (cut.length > 0) await conversation.store(message, cut);
  for (const { call_id, tool, input } of calls) {
    const output = outputs.get(call_id);
    const circle = output === undefined || signal.aborted ? undefined : conversation.guard.saw(tool, input, output);
    if (!circle) continue;
    conversation.guard.forget();
    await goOnInCircles({ t: kernel.t, signal, ...(conversation.person && { person: conversation.person }) }, { tool, ...circle });
  }
}

async function settle(conversation: Conversation, message: Message, call: ToolCallPart, run: ToolRun): Promise<void> {
  const { output, tool, durationMs, denial } = run;
  const part: ToolResultPart = {
    id: ulid(),
    type: 'tool_result',
    call_id: call.call_id,
    tool,
    output: output.text,
    is_error: output.isError === true,
    duration_ms: durationMs,
    ...(output.title && { title: output.title }),
    ...(output.metadata && { metadata: output.metadata }),
    ...(output.attachments && { attachments: output.attachments }),
  };
  message.parts.push(part);
  if (denial) conversation.denials.push(denial);
  for (const file of output.metadata?.files_changed ?? []) conversation.filesChanged.add(file);
  await conversation.store(message, [part]);
  conversation.kernel.emit({
    type: 'tool_result',
    session_id: conversation.session.id,
    time: Date.now(),
    call_id: call.call_id,
    tool,
    output: output.text,
    is_error: part.is_error,
    duration_ms: durationMs,
    ...(output.title && { title: output.title }),
    ...(output.metadata && { metadata: output.metadata }),
  });
}

/** Splits the calls into groups that may run together, keeping their order. */
function grouped(calls: ToolCallPart[], { kernel, offered }: ToolScope): ToolCallPart[][] {
  const groups: ToolCallPart[][] = [];
  let open = false;
  for (const call of calls) {
    const tool = offered.has(call.tool) ? kernel.find('tool', call.tool)?.contribution : undefined;
    const reads = tool !== undefined && (asCalled(tool, call.input).readOnly || tool.concurrent === true);
    const last = groups.at(-1);
    if (reads && open && last && last.length < PARALLEL) last.push(call);
    else groups.push([call]);
    open = reads;
  }
  return groups;
}
