import type { ModelContent, ModelTarget } from '@ock/kernel';
import { quirksOf } from './quirks.ts';

/** A reasoning item as it is kept between turns, word for word, with what it belongs to. */
export interface KeptReasoning {
  type: 'openai-reasoning';
  /** who made it: nobody else can read it */
  provider: string;
  id?: string;
  encrypted_content?: string;
  summary: unknown[];
  /** id of the item that followed it */
  next?: string;
}

type Reasoning = Extract<ModelContent, { type: 'reasoning' }>;

/** What was kept of a reasoning item; undefined where it is of another protocol or another provider. */
export function keptReasoning(part: Reasoning, target: ModelTarget): KeptReasoning | undefined {
  const kept = part.opaque as KeptReasoning | null | undefined;
  if (kept?.type !== 'openai-reasoning' || kept.provider !== target.provider || quirksOf(target).noEncrypted) return undefined;
  return typeof kept.encrypted_content === 'string' ? kept : undefined;
}
