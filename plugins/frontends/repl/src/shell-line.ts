import { runToolOnce, sanitize, ulid } from '@ock/kernel';
import type { SlashContext } from './slash.ts';

/** characters of an output that the model is told; more is in a file */
const MAX_TOLD = 20_000;

/**
 * Runs a command that a person typed behind `!`, judged like every call. What it put out is shown.
 * @returns what the model is told with the next prompt; undefined: it was refused
 */
export async function runShell(command: string, context: SlashContext, signal: AbortSignal): Promise<string | undefined> {
  const { kernel, talk, surface, person } = context;
  const call = { call_id: `call_${ulid()}`, tool: 'bash' };
  const base = { session_id: talk.current?.session.id ?? '', time: Date.now() };
  surface.event({ ...base, ...call, type: 'tool_call', message_id: call.call_id, input: { command } });
  const { output, durationMs, denied } = await runToolOnce(kernel, {
    tool: 'bash',
    input: { command, description: command },
    mode: talk.mode,
    ...(talk.current && { rules: talk.current.rules }),
    ...(person && { person }),
    signal,
    callId: call.call_id,
  });
  surface.event({
    ...base,
    ...call,
    type: 'tool_result',
    output: output.text,
    is_error: output.isError === true,
    duration_ms: durationMs,
    ...(output.metadata && { metadata: output.metadata }),
  });
  await surface.settle();
  if (denied) return undefined;
  const told = sanitize(output.text);
  return `The user ran this command in the project: ${command}\nIts output:\n${told.length > MAX_TOLD ? `…${told.slice(-MAX_TOLD)}` : told}`;
}
