import type { Message } from '@ock/schemas';
import type { Kernel } from '../../runtime/kernel.ts';

/** What tool results may come to. */
export interface ResultLimits {
  /** of one result */
  maxBytes: number;
  maxLines: number;
  /** of all results of one answer together */
  answerBytes: number;
  /** of all results of a session; beyond it each answer's have `LEAST_ANSWER` */
  sessionBytes: number;
}

/** bytes for the results of one answer, however much a session has read already */
const LEAST_ANSWER = 8 * 1024;

/** `[limits]` as tool results need them. */
export function resultLimits(kernel: Kernel): ResultLimits {
  const limits = (kernel.config.config.limits ?? {}) as { [name: string]: number | undefined };
  const { tool_output_bytes = 64 * 1024, tool_output_lines = 4_000, tool_results_bytes = 200 * 1024 } = limits;
  const { session_results_bytes = 4 * 1024 * 1024 } = limits;
  return { maxBytes: tool_output_bytes, maxLines: tool_output_lines, answerBytes: tool_results_bytes, sessionBytes: session_results_bytes };
}

/**
 * Bytes that the results of the next answer may come to. Earlier ones are never cut again: what was sent stays as it was, so that caches hold.
 * @param messages those before it
 */
export function bytesLeft(kernel: Kernel, messages: readonly Message[]): number {
  const { answerBytes, sessionBytes } = resultLimits(kernel);
  let used = 0;
  for (const { parts } of messages) for (const part of parts) if (part.type === 'tool_result') used += part.output.length;
  return Math.min(answerBytes, Math.max(LEAST_ANSWER, sessionBytes - used));
}
