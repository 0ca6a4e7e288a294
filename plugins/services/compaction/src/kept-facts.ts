import type { Message, Session } from '@ock/schemas';
import { textOf } from './digest.ts';
import { clip } from './transcript.ts';

const MAX_REQUEST = 4_000;
const MAX_FILES = 200;
const MAX_TODOS = 50;

/** What must outlast every summary, whoever wrote it: the first request, the last one that leaves the view, open todos, files that were changed. */
export function keptFacts(old: readonly Message[], session: Session): string {
  const earlier = old[0]?.compaction ? lastText(old[0]) : '';
  const prompts = old
    .filter(({ role, compaction }) => role === 'user' && !compaction)
    .map(textOf)
    .filter(Boolean);
  const first = block(earlier, 'first_request') ?? prompts[0];
  const latest = prompts.at(-1);
  const files = new Set(block(earlier, 'files_changed')?.split('\n') ?? []);
  for (const { parts } of old)
    for (const part of parts) if (part.type === 'tool_result') for (const file of changedBy(part.metadata)) files.add(file);
  return [
    tagged('first_request', first && clip(first, MAX_REQUEST)),
    tagged('latest_request', latest !== first && latest ? clip(latest, MAX_REQUEST) : undefined),
    tagged('open_todos', openTodos(session)),
    tagged('files_changed', [...files].slice(-MAX_FILES).join('\n')),
  ]
    .filter(Boolean)
    .join('\n');
}

function changedBy(metadata: Record<string, unknown> | undefined): string[] {
  const files = metadata?.files_changed;
  return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
}

function openTodos({ state }: Session): string {
  const todos = Array.isArray(state.todos) ? (state.todos as { content?: unknown; status?: unknown }[]) : [];
  return todos
    .filter(({ status }) => status === 'pending' || status === 'in_progress')
    .slice(0, MAX_TODOS)
    .map(({ content, status }) => `- ${status === 'in_progress' ? '(now) ' : ''}${String(content)}`)
    .join('\n');
}

function tagged(tag: string, text: string | undefined): string {
  return text ? `<${tag}>\n${text}\n</${tag}>` : '';
}

function block(text: string, tag: string): string | undefined {
  const from = text.lastIndexOf(`<${tag}>\n`);
  const to = text.lastIndexOf(`\n</${tag}>`);
  return from === -1 || to <= from ? undefined : text.slice(from + tag.length + 3, to);
}

function lastText({ parts }: Message): string {
  const last = parts.at(-1);
  return last?.type === 'text' ? last.text : '';
}
