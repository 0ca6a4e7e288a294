import type { ModelContent } from '@ock/kernel';

/** Accepted by the models in place of a signature, for calls that another model made. */
export const FOREIGN_CALL = 'skip_thought_signature_validator';

/** A thought signature as it is kept between turns: it goes back, unchanged, on the part it came with. */
export interface KeptSignature {
  type: 'google-signature';
  thoughtSignature: string;
  /** `call`: of the function call behind it; `text`: of the text in front of it */
  on: 'call' | 'text';
}

/** The signature that a reasoning part keeps; undefined where it keeps none of this protocol. */
export function keptSignature(part: Extract<ModelContent, { type: 'reasoning' }>): KeptSignature | undefined {
  const kept = part.opaque as KeptSignature | null | undefined;
  return kept?.type === 'google-signature' && typeof kept.thoughtSignature === 'string' ? kept : undefined;
}
