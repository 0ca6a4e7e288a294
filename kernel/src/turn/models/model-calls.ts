import type { ModelCalls } from '../../kinds/model-calls.ts';
import type { Kernel } from '../../runtime/kernel.ts';

/** Calls of models outside a session, over this kernel's providers and keys. The code is loaded with the first call. */
export function modelCalls(kernel: Kernel): ModelCalls {
  return {
    complete: async (prompt, options) => (await import('./complete.ts')).complete(kernel, prompt, options),
    embed: async (texts, options) => (await import('./embed.ts')).embed(kernel, texts, options),
  };
}
