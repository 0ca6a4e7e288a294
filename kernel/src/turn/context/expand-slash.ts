import { sanitizeLine } from '../../host/sanitize.ts';
import type { SlashExpansion } from '../../kinds/slash.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { PromptInput } from '../../runtime/hooks.ts';
import { ulid } from '../../runtime/ulid.ts';
import type { Conversation } from '../conversation.ts';
import { runTool } from '../tools/run-tool.ts';
import { expandMentions } from './expand-mentions.ts';
import { parseSlash, slashSources } from './slash-commands.ts';

/** characters of what all calls of one command put into its prompt */
const MAX_RESULTS = 60_000;
/** of one of them */
const MAX_RESULT = 20_000;
/** calls that one command makes */
const MAX_CALLS = 20;

/**
 * Puts what a slash command stands for beside it, where a person typed one that a service brings. Its calls are judged like the model's, and what was not
 * run is told. Agent, model and mode that it names count for this prompt.
 */
export async function expandSlash(conversation: Conversation, input: PromptInput, signal: AbortSignal): Promise<PromptInput> {
  const typed = conversation.above === undefined ? parseSlash(input.text) : undefined;
  const expansion = typed && (await expansionOf(conversation, typed.name, typed.rest, signal));
  if (!typed || !expansion) return input;
  const handsOn = borrow(conversation, expansion);
  const { text, outside } = await composed(conversation, expansion, signal);
  const files = [...input.files, ...(expansion.files ?? [])];
  const made: PromptInput = { ...input, files };
  const written = typedMentions(typed.rest).reduce((rest, mention) => rest.replaceAll(mention, ' '), outside);
  const mentioned = expansion.mentions ? (await expandMentions(conversation, { ...made, text: written }, signal, true)).input : made;
  const told = [
    `The person typed /${sanitizeLine(expansion.id)}, which stands for what follows; do that.`,
    ...(handsOn === undefined ? [] : [`Hand it on to the agent ${handsOn}, by the tool task.`]),
    `<command name="/${sanitizeLine(expansion.id)}">\n${text}\n</command>`,
  ];
  return { ...made, files: mentioned.files, notes: [...(mentioned.notes ?? []), told.join('\n')] };
}

/** Mentions that the person typed themselves: they are expanded with the prompt. */
function typedMentions(rest: string): string[] {
  return rest.match(/@(?:"[^"\n]+"|\S+)/g) ?? [];
}

async function expansionOf({ kernel, session }: Conversation, name: string, rest: string, signal: AbortSignal) {
  for (const source of await slashSources(kernel)) {
    const expansion = await source.expand(name, rest, { cwd: session.directory, signal });
    if (expansion) return expansion;
  }
  return undefined;
}

/** @returns the sub-agent that it is to be handed on to. @throws OC_AGENT_UNKNOWN, OC_MODE_UNKNOWN */
function borrow(conversation: Conversation, { id, agent, model, mode }: SlashExpansion): string | undefined {
  const { kernel } = conversation;
  const found = agent === undefined ? undefined : kernel.find('agent', agent)?.contribution;
  const isSub = found?.sub === true && !found.both;
  try {
    const kept = conversation.borrowed.take({ ...(agent !== undefined && !isSub && { agent }), ...(mode !== undefined && { mode }) });
    if (!kept) tell(conversation, 'slash.stays', { command: `/${id}`, agent: conversation.agent });
    if (model !== undefined) conversation.borrowed.take({ model });
  } catch (error) {
    if (!(error instanceof KernelError) || !/^OC_(MODEL|PROVIDER)_/.test(error.code)) throw error;
    tell(conversation, 'slash.no_model', { command: `/${id}`, model: sanitizeLine(model ?? '') });
  }
  return isSub ? agent : undefined;
}

/** @returns its text, and that text without what calls brought: mentions in it are others' words */
async function composed(conversation: Conversation, { id, pieces }: SlashExpansion, signal: AbortSignal) {
  const all: string[] = [];
  const outside: string[] = [];
  let left = MAX_RESULTS;
  let calls = 0;
  for (const piece of pieces) {
    if ('text' in piece) {
      all.push(piece.text);
      outside.push(piece.text);
      continue;
    }
    if (calls++ >= MAX_CALLS) {
      all.push(`(not run: a command makes at most ${MAX_CALLS} calls)`);
      continue;
    }
    const call = { callId: `slash_${ulid()}`, tool: piece.tool, input: piece.input };
    const scope = conversation.toolScope(signal);
    const { kernel, session } = conversation;
    const about = () => ({ session_id: session.id, time: Date.now(), call_id: call.callId, tool: call.tool });
    kernel.emit({ ...about(), type: 'tool_call', message_id: ulid(), input: call.input });
    const run = await runTool(call, scope);
    scope.inner?.(run);
    const { output, denial, refusal, durationMs } = run;
    kernel.emit({
      ...about(),
      type: 'tool_result',
      output: output.text,
      is_error: output.isError === true,
      duration_ms: durationMs,
      ...(output.title && { title: output.title }),
      ...(output.metadata && { metadata: output.metadata }),
    });
    signal.throwIfAborted();
    if (denial) {
      const reason = sanitizeLine(denial.reason);
      tell(conversation, 'slash.not_run', { command: `/${id}`, reason: sanitizeLine(refusal ?? reason) });
      all.push(`(not run: ${reason})`);
      continue;
    }
    const text = output.text.slice(0, Math.min(MAX_RESULT, left));
    left -= text.length;
    all.push(text.length < output.text.length ? `${text}\n(cut: too long)` : text);
  }
  return { text: all.join(''), outside: outside.join('\n') };
}

function tell({ kernel, session }: Conversation, key: string, args: Record<string, string>): void {
  const text = kernel.t(key, args);
  kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'slash', text });
}
