import { sanitizeLine, withoutHidden } from '../../host/sanitize.ts';
import type { Mention } from '../../kinds/mentions-service.ts';
import type { PromptInput } from '../../runtime/hooks.ts';
import { ulid } from '../../runtime/ulid.ts';
import type { Conversation } from '../conversation.ts';
import { exactModelRef, findModel } from '../models/providers.ts';
import { runTool, type ToolScope } from '../tools/run-tool.ts';

/** bytes of everything that one prompt mentions */
const MAX_BYTES = 200 * 1024;
/** tools that mentions stand for, whatever the agent is offered */
const TOOLS = new Set(['read', 'webfetch', 'skill']);

/** What stands in place of mentions. */
export interface Expanded {
  input: PromptInput;
  /** the mentions that something was found for, as written */
  mentioned: string[];
}

/**
 * Puts what a prompt mentions with `@` beside it: what a tool says is judged and limited as its calls are. What the person typed is not asked about, and
 * what is denied stays denied; for what another agent wrote every rule holds. What is not clear is told, and the prompt goes as it is.
 * @param isWritten true: it stands in a file, so that every rule holds
 */
export async function expandMentions(
  conversation: Conversation,
  input: PromptInput,
  signal: AbortSignal,
  isWritten = false,
): Promise<Expanded> {
  const { kernel, session } = conversation;
  if (!/@\S/.test(input.text) || !kernel.find('service', 'mentions')) return { input, mentioned: [] };
  const service = await kernel.use('service', 'mentions');
  const mentions = await service.find(input.text, session.directory, signal, session.id);
  const scope = scopeOf(conversation, signal, isWritten);
  const notes: string[] = [];
  const files = [...input.files];
  const mentioned: string[] = [];
  let bytes = 0;
  for (const mention of mentions) {
    const text = sanitizeLine(mention.text);
    const found = await told(mention, scope, conversation);
    if (found.problem !== undefined) {
      kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'mention', text: found.problem });
      continue;
    }
    const size = Buffer.byteLength(found.note);
    const fits = bytes + size <= MAX_BYTES;
    if (fits) bytes += size;
    notes.push(
      fits
        ? `<mentioned name="${text}">\n${found.note}\n</mentioned>`
        : `(${text} is left out: too much was mentioned at once. Read it where you need it.)`,
    );
    if (fits) files.push(...found.files);
    mentioned.push(text);
  }
  if (mentioned.length === 0) return { input, mentioned };
  return { input: { ...input, files, notes: [...(input.notes ?? []), ...notes] }, mentioned };
}

interface Told {
  note: string;
  files: PromptInput['files'];
  /** for the person: nothing was put in its place */
  problem?: string;
}

async function told(mention: Mention, scope: ToolScope, { kernel, model }: Conversation): Promise<Told> {
  const text = sanitizeLine(mention.text);
  if (mention.kind === 'note') return { note: withoutHidden(mention.note), files: [] };
  if (mention.kind === 'unknown') {
    const near = mention.near.map(sanitizeLine).join(', ');
    return { note: '', files: [], problem: near ? kernel.t('mention.near', { text, near }) : kernel.t('mention.unknown', { text }) };
  }
  const { output, refusal } = await runTool({ callId: `mention_${ulid()}`, tool: mention.tool, input: mention.input }, scope);
  if (refusal !== undefined || output.isError)
    return { note: '', files: [], problem: kernel.t('mention.failed', { text, message: sanitizeLine(refusal ?? output.text) }) };
  const found = exactModelRef(kernel, model);
  const sees = (found && findModel(kernel, found.provider, found.model)?.capabilities?.images) !== false;
  const files = (output.attachments ?? []).map(({ mime, data, name }) => ({ mime, data, ...(name && { name }) }));
  return { note: output.text, files: sees ? files : files.filter(({ mime }) => !mime.startsWith('image/')) };
}

/** The person who typed it has allowed it by that; denials hold. */
function scopeOf(conversation: Conversation, signal: AbortSignal, isWritten: boolean): ToolScope {
  const scope = conversation.toolScope(signal);
  const typed = conversation.above === undefined && !isWritten;
  const person = { permission: async () => ({ answer: 'once' as const }), questions: async () => [] };
  return { ...scope, offered: TOOLS, reachable: TOOLS, ...(typed && { person }) };
}
