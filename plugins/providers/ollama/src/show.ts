import type { ModelInfo, ModelTarget } from '@ock/kernel';
import { ask, type Io } from './ask.ts';

/** What a server tells of one of its models. */
export interface Shown {
  /** tokens the model was made for */
  context?: number;
  /** tokens its own file loads it with */
  numCtx?: number;
  capabilities?: NonNullable<ModelInfo['capabilities']>;
  /** it runs elsewhere, with the window it has there */
  remote: boolean;
}

/** @throws ModelError when the server does not run or does not know the model */
export async function showModel(model: string, target: ModelTarget, io: Io): Promise<Shown> {
  const shown = (await ask('/api/show', target, io, { model })) as {
    model_info?: Record<string, unknown> | null;
    capabilities?: string[] | null;
    parameters?: string | null;
    remote_host?: string;
  };
  const context = Object.entries(shown.model_info ?? {}).find(([key]) => key.endsWith('.context_length'))?.[1];
  const numCtx = Number(/^num_ctx\s+(\d+)/m.exec(shown.parameters ?? '')?.[1]) || undefined;
  const able = shown.capabilities;
  return {
    remote: Boolean(shown.remote_host) || /^https:\/\/(www\.)?ollama\.com\b/.test(target.baseUrl),
    ...(typeof context === 'number' ? { context } : {}),
    ...(numCtx === undefined ? {} : { numCtx }),
    ...(able
      ? {
          capabilities: {
            tools: able.includes('tools'),
            images: able.includes('vision'),
            pdf: false,
            reasoning: able.includes('thinking'),
          },
        }
      : {}),
  };
}
