import type { Kernel } from '../runtime/kernel.ts';

/** What tool results may come to. */
export interface ResultLimits {
  /** of one result */
  maxBytes: number;
  maxLines: number;
  /** of all results of one answer together */
  answerBytes: number;
}

/** `[limits]` as tool results need them. */
export function resultLimits(kernel: Kernel): ResultLimits {
  const limits = (kernel.config.config.limits ?? {}) as { [name: string]: number | undefined };
  const { tool_output_bytes = 64 * 1024, tool_output_lines = 4_000, tool_results_bytes = 200 * 1024 } = limits;
  return { maxBytes: tool_output_bytes, maxLines: tool_output_lines, answerBytes: tool_results_bytes };
}
