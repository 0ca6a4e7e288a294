import type { ModelInfo, ModelTarget } from '@ock/kernel';
import { ask, type Io } from './ask.ts';
import { showModel } from './show.ts';

/** models whose details are asked for; the rest are listed by name */
const MAX_DETAILED = 40;

/** The models a running Ollama has pulled, with the window and abilities it knows of. @throws ModelError when it does not run */
export async function listModels(target: ModelTarget, io: Io): Promise<ModelInfo[]> {
  const { models = [] } = (await ask('/api/tags', target, io)) as { models?: { name?: string; model?: string }[] };
  const ids = models.map(({ model, name }) => model ?? name).filter((id) => id !== undefined);
  const detailed = await Promise.all(ids.slice(0, MAX_DETAILED).map((id) => describe(id, target, io)));
  return [...detailed, ...ids.slice(MAX_DETAILED).map((id): ModelInfo => ({ id }))];
}

/** A model whose details cannot be had is listed all the same. */
async function describe(id: string, target: ModelTarget, io: Io): Promise<ModelInfo> {
  try {
    const { context, capabilities } = await showModel(id, target, io);
    return { id, ...(context === undefined ? {} : { context }), ...(capabilities ? { capabilities } : {}) };
  } catch (error) {
    if (io.signal.aborted) throw error;
    return { id };
  }
}
