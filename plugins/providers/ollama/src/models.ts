import { type HttpClient, ModelError, type ModelInfo, type ModelTarget, modelHeaders } from '@ock/kernel';

const TIMEOUT_MS = 5_000;
/** models whose details are asked for; the rest are listed by name */
const MAX_DETAILED = 40;
const BODY_BYTES = 4 << 20;

interface Io {
  http: HttpClient;
  signal: AbortSignal;
}

/** The models a running Ollama has pulled, with the window and abilities it knows of. @throws ModelError when it does not run */
export async function listModels(target: ModelTarget, io: Io): Promise<ModelInfo[]> {
  const root = target.baseUrl.replace(/\/v1$/, '');
  const { models = [] } = (await ask(`${root}/api/tags`, target, io)) as { models?: { name?: string; model?: string }[] };
  const ids = models.map(({ model, name }) => model ?? name).filter((id) => id !== undefined);
  const detailed = await Promise.all(ids.slice(0, MAX_DETAILED).map((id) => describe(id, root, target, io)));
  return [...detailed, ...ids.slice(MAX_DETAILED).map((id): ModelInfo => ({ id }))];
}

/** A model whose details cannot be had is listed all the same. */
async function describe(id: string, root: string, target: ModelTarget, io: Io): Promise<ModelInfo> {
  try {
    const shown = (await ask(`${root}/api/show`, target, io, { model: id })) as {
      model_info?: Record<string, unknown>;
      capabilities?: string[];
    };
    const context = Object.entries(shown.model_info ?? {}).find(([key]) => key.endsWith('.context_length'))?.[1];
    const able = shown.capabilities;
    return {
      id,
      ...(typeof context === 'number' ? { context } : {}),
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
  } catch (error) {
    if (io.signal.aborted) throw error;
    return { id };
  }
}

async function ask(url: string, target: ModelTarget, { http, signal }: Io, body?: unknown): Promise<unknown> {
  const request = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
  const headers = { ...modelHeaders(target), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await http.request({ url, ...request, headers, signal, headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
  const text = await response.text(BODY_BYTES);
  try {
    if (response.status < 400) return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ModelError(
      'OC_MODEL_UNREADABLE',
      { message: 'Ollama answered with something that is not JSON' },
      { retryable: false, cause },
    );
  }
  const { status } = response;
  throw new ModelError(
    'OC_MODEL_HTTP',
    { message: `Ollama answered ${status} to ${new URL(url).pathname}`, status },
    { retryable: status >= 500, status },
  );
}
