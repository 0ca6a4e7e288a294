import type { ModelTarget, Provider } from '@ock/kernel';
import type { Io } from './ask.ts';
import { ollamaBaseUrl } from './base-url.ts';
import { listModels } from './models.ts';
import { type Shown, showModel } from './show.ts';

const WIRE = 'ollama';
/**
 * Tokens of the window a model is loaded with where nobody says otherwise. The server's own default, 4096 on most machines, holds less than an
 * agent's tools and drops the beginning of what does not fit without an error; the window a model was made for may not fit into memory.
 */
const DEFAULT_WINDOW = 32_768;

/**
 * Ollama: its address in any form `OLLAMA_HOST` has, the models it has pulled, and what it knows of the one in use: its abilities, and the
 * window it is loaded with. By its OpenAI-compatible API, to which a `type` leads, the window is the server's own affair.
 * @param env for `OLLAMA_CONTEXT_LENGTH`
 */
export function createOllamaProvider(env: Readonly<Record<string, string | undefined>> = {}): Provider {
  const shown = new Map<string, Promise<Shown>>();
  const addressed = (target: ModelTarget): ModelTarget => {
    const baseUrl = ollamaBaseUrl(target.baseUrl);
    return { ...target, baseUrl: target.wire === WIRE ? baseUrl.replace(/\/v1$/, '') : baseUrl };
  };
  /** A server that cannot tell is asked again the next time; the request itself says what is wrong with it. */
  const look = async (target: ModelTarget, io: Io): Promise<Shown | undefined> => {
    const key = `${target.baseUrl} ${target.model}`;
    const asked = shown.get(key) ?? showModel(target.model, target, io);
    shown.set(key, asked);
    try {
      return await asked;
    } catch {
      shown.delete(key);
      io.signal.throwIfAborted();
      return undefined;
    }
  };
  return {
    async prepare(given, io) {
      const target = addressed(given);
      const facts = target.wire === WIRE ? await look(target, io) : undefined;
      return facts ? withFacts(target, facts, Number(env.OLLAMA_CONTEXT_LENGTH) || DEFAULT_WINDOW) : target;
    },
    models: (target, io) => listModels(addressed(target), io),
  };
}

/** What a person configured stands; the rest is filled in. */
function withFacts(target: ModelTarget, facts: Shown, usual: number): ModelTarget {
  const { info } = target;
  const capabilities = { ...facts.capabilities, ...info.capabilities };
  const quirks = { ...info.quirks };
  if (capabilities.reasoning) quirks.think ??= true;
  let context = info.context ?? facts.context;
  if (!facts.remote && quirks.numCtx === undefined) {
    context = info.context ?? facts.numCtx ?? Math.min(facts.context ?? usual, usual);
    // what the model's own file says needs no saying
    if (context !== facts.numCtx) quirks.numCtx = context;
  }
  if (typeof quirks.numCtx === 'number') context = quirks.numCtx;
  return { ...target, info: { ...info, ...(context === undefined ? {} : { context }), capabilities, quirks } };
}
