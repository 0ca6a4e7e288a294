import { type HttpClient, ModelError, type ModelInfo, type ModelTarget, modelHeaders, type Provider } from '@ock/kernel';

const TIMEOUT_MS = 15_000;
const BODY_BYTES = 4 << 20;

interface Listed {
  name?: string;
  context_length?: number;
  is_deprecated?: boolean;
  features?: string[] | null;
}
type Io = { http: HttpClient; signal: AbortSignal };

/** Cohere: the list of its models has a form of its own. */
export function createCohereProvider(): Provider {
  return { models: listModels };
}

/** Models an account may chat with, fine-tuned ones included. @throws ModelError when the server refuses */
async function listModels(target: ModelTarget, { http, signal }: Io): Promise<ModelInfo[]> {
  const url = `${target.baseUrl.replace(/\/v[12]$/, '')}/v1/models?endpoint=chat&page_size=1000`;
  const headers = { accept: 'application/json', ...modelHeaders(target) };
  const response = await http.request({ url, headers, signal, headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  if (status >= 400) {
    const code = status === 401 || status === 403 ? 'OC_AUTH_REFUSED' : 'OC_MODEL_HTTP';
    const path = new URL(url).pathname;
    throw new ModelError(
      code,
      { message: `Cohere answered ${status} to ${path}`, because: 'model.answered_path', provider: 'Cohere', path, status },
      { retryable: status >= 500, status },
    );
  }
  return modelsIn(text).flatMap(({ name, context_length: context, is_deprecated: deprecated, features }): ModelInfo[] => {
    if (!name || deprecated) return [];
    const capabilities = features ? { capabilities: { tools: features.includes('tools'), images: features.includes('vision') } } : {};
    return [{ id: name, ...(context ? { context } : {}), ...capabilities }];
  });
}

function modelsIn(text: string): Listed[] {
  try {
    return (JSON.parse(text) as { models?: Listed[] }).models ?? [];
  } catch (cause) {
    throw new ModelError(
      'OC_MODEL_UNREADABLE',
      { message: 'Cohere answered with something that is not JSON', because: 'model.not_json', provider: 'Cohere' },
      { retryable: false, cause },
    );
  }
}
