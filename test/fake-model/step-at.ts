import type { Progress } from './encoder.ts';
import type { Step } from './script.ts';

/** The position of the step that a conversation has come to; see `FakeModelOptions`. */
export function stepAt(script: readonly Step[], { results, prompts }: Pick<Progress, 'results' | 'prompts'>): number {
  let calls = 0;
  let ends = 0;
  let found = -1;
  let miss = Number.POSITIVE_INFINITY;
  for (const [at, step] of script.entries()) {
    const distance = Math.abs(ends - (prompts - 1));
    if (calls === results && distance < miss) {
      found = at;
      miss = distance;
    }
    if (step.toolCalls?.length) calls += step.toolCalls.length;
    else ends++;
  }
  return found >= 0 ? found : script.length - 1;
}
