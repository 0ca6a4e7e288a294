import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, Part, SessionExport } from '@ock/schemas';
import { ulid } from '../../kernel/src/runtime/ulid.ts';

/** A session as `opencode export` writes it: a prompt, a call of bash, its result, an answer. */
export function sessionFile(
  directory: string,
  title: string,
  words: Partial<Record<'prompt' | 'output' | 'answer', string>> = {},
): SessionExport {
  const id = `ses_${ulid()}`;
  const at = Date.parse('2026-02-23T12:07:27Z');
  const message = (role: Message['role'], part: Record<string, unknown>): Message => ({
    id: ulid(),
    session_id: id,
    role,
    created_at: at,
    parts: [{ id: ulid(), ...part } as Part],
  });
  const usage = { input: 10, output: 5, reasoning: 0, cache_read: 100, cache_write: 0 };
  return {
    format: 'opencode-session',
    version: 1,
    exported_at: new Date(at).toISOString(),
    session: {
      id,
      title,
      directory,
      created_at: at,
      updated_at: at,
      agent: 'build',
      model: 'openai/gpt',
      usage,
      cost_usd: 0.25,
      state: {},
    },
    messages: [
      message('user', { type: 'text', text: words.prompt ?? 'run the tests' }),
      message('assistant', { type: 'tool_call', call_id: 'c1', tool: 'bash', input: { command: 'npm test' } }),
      message('tool', { type: 'tool_result', call_id: 'c1', tool: 'bash', output: words.output ?? '3 passing', is_error: false }),
      message('assistant', { type: 'text', text: words.answer ?? 'They pass.' }),
    ],
  };
}

/** Writes the session as a file. @returns its path */
export function putSessionFile(dir: string, name: string, data: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(data));
  return path;
}
