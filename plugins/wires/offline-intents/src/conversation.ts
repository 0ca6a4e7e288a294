import type { ModelRequest, ToolDefinition } from '@ock/kernel';
import type { Call } from './intent.ts';

/** One answer of the model: what it wrote and the calls it made. */
export interface Step {
  text: string;
  calls: Call[];
}

/** A prompt and everything that happened because of it. */
export interface Exchange {
  prompt: string;
  steps: Step[];
}

/** The session as the intents see it, taken from the messages of a request and from nothing else. */
export interface Conversation {
  /** finished ones, oldest first */
  exchanges: readonly Exchange[];
  current: Exchange;
  /** calls made before the intent that asks began, oldest first */
  earlier: readonly Call[];
  tools: ReadonlyMap<string, ToolDefinition>;
  /** the session's directory, where the system prompt names it */
  cwd?: string;
}

const REMINDER = /<(system-reminder|environment|env|context|instructions)\b[^>]*>[\s\S]*?<\/\1>/gi;
const DIRECTORY = /(?:working directory|current directory|workdir|cwd)\b[^\n:=]{0,40}[:=]\s*[`"']?([^\n`"'<]+?)[`"']?\s*(?:\n|<|$)/i;

/** Reads a request. Text that programs put into prompts as tagged reminders is left out. */
export function readConversation(request: ModelRequest): Conversation {
  const exchanges: Exchange[] = [];
  const open = new Map<string, Call>();
  let cwd = DIRECTORY.exec(request.system)?.[1];
  for (const message of request.messages) {
    if (message.role === 'user') {
      const whole = message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
      cwd ??= DIRECTORY.exec(whole.match(REMINDER)?.join('\n') ?? '')?.[1];
      const prompt = whole.replace(REMINDER, '').trim();
      if (prompt) exchanges.push({ prompt, steps: [] });
      continue;
    }
    const exchange = exchanges.at(-1);
    if (!exchange) continue;
    if (message.role === 'assistant') exchange.steps.push({ text: '', calls: [] });
    const step = exchange.steps.at(-1);
    for (const part of message.content) {
      if (part.type === 'text' && step) step.text += part.text;
      else if (part.type === 'tool_call' && step) {
        const call: Call = { tool: part.name, input: record(part.input), output: '', isError: true };
        step.calls.push(call);
        open.set(part.id, call);
      } else if (part.type === 'tool_result') {
        const call = open.get(part.id);
        if (call) Object.assign(call, { output: part.text, isError: part.isError });
      }
    }
  }
  const current = exchanges.pop() ?? { prompt: '', steps: [] };
  return {
    exchanges,
    current,
    earlier: exchanges.flatMap((exchange) => exchange.steps.flatMap((step) => step.calls)),
    tools: new Map(request.tools.map((tool) => [tool.name, tool])),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

function record(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {};
}
