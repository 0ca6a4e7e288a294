import type { ModelTarget, Provider } from '@ock/kernel';
import { ollamaBaseUrl } from './base-url.ts';
import { listModels } from './models.ts';

/** Ollama: its address in any form `OLLAMA_HOST` has, and the models it has pulled. */
export function createOllamaProvider(): Provider {
  const addressed = (target: ModelTarget): ModelTarget => ({ ...target, baseUrl: ollamaBaseUrl(target.baseUrl) });
  return {
    async prepare(target) {
      return addressed(target);
    },
    models: (target, io) => listModels(addressed(target), io),
  };
}
