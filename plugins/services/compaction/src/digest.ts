import type { Message } from '@ock/schemas';
import { clip } from './transcript.ts';

const MAX_PROMPTS = 20;
const MAX_ANSWERS = 10;
const MAX_CHARS = 600;
/** characters of an earlier summary that are carried over */
const MAX_EARLIER = 8_000;

/** Notes that no model wrote: what was asked, what was answered last, which calls were made. */
export function digest(messages: readonly Message[], focus?: string): string {
  const earlier = messages[0]?.compaction ? summaryIn(messages[0]) : '';
  const prompts = messages.filter(({ role, compaction }) => role === 'user' && !compaction).map(textOf);
  const answers = messages.filter(({ role }) => role === 'assistant').map(textOf);
  const calls = new Map<string, number>();
  for (const { parts } of messages)
    for (const part of parts) if (part.type === 'tool_call') calls.set(part.tool, (calls.get(part.tool) ?? 0) + 1);
  return [
    earlier && `## Before that\n${clip(earlier, MAX_EARLIER)}`,
    focus && `## To be kept above all\n${focus}`,
    section('What the person asked', prompts.filter(Boolean).slice(-MAX_PROMPTS)),
    section('What was answered', answers.filter(Boolean).slice(-MAX_ANSWERS)),
    calls.size > 0 && `## Calls\n${[...calls].map(([tool, count]) => `- ${tool}: ${count}`).join('\n')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function section(title: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : `## ${title}\n${texts.map((text) => `- ${clip(text, MAX_CHARS)}`).join('\n')}`;
}

/** What a person or a model said in a message, without what the program added. */
export function textOf({ parts }: Message): string {
  return parts
    .map((part) => (part.type === 'text' && !part.synthetic ? part.text : ''))
    .filter(Boolean)
    .join('\n');
}

function summaryIn({ parts }: Message): string {
  const last = parts.at(-1);
  const text = last?.type === 'text' ? last.text : '';
  return /<session_summary>\n[^\n]*\n([\s\S]*?)\n<\/session_summary>/.exec(text)?.[1]?.trim() ?? '';
}
