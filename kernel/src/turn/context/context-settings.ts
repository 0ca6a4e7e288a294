import type { Kernel } from '../../runtime/kernel.ts';
import { selectModel } from '../models/select-model.ts';

/** `[context]` as the turn loop needs it. */
export interface ContextSettings {
  autoCompact: boolean;
  /** part of the context from which on it is compacted */
  threshold: number;
  keepTurns: number;
  /** that writes summaries, as `provider/model` */
  model?: string;
}

/** @throws OC_MODEL_UNKNOWN for a model that does not exist */
export function contextSettings(kernel: Kernel): ContextSettings {
  const { context = {}, session } = kernel.config.config;
  const { auto_compact = session?.auto_compact ?? true, threshold = 0.85, keep_turns = 2, model } = context;
  return { autoCompact: auto_compact, threshold, keepTurns: keep_turns, ...(model && { model: selectModel(kernel, model) }) };
}
