import { type HttpClient, ModelError, type ModelInfo, type ModelTarget, modelHeaders } from '@ock/kernel';

const TIMEOUT_MS = 10_000;
const BODY_BYTES = 4 << 20;
/** what the API allows on one page; it has fewer */
const PAGE = 1_000;

interface Entry {
  name?: unknown;
  displayName?: unknown;
  inputTokenLimit?: unknown;
  outputTokenLimit?: unknown;
  supportedGenerationMethods?: unknown;
  thinking?: unknown;
}

/** The models of AI Studio that write text, with their limits. @throws ModelError when the list cannot be had */
export async function listModels(target: ModelTarget, { http, signal }: { http: HttpClient; signal: AbortSignal }): Promise<ModelInfo[]> {
  const url = `${target.baseUrl}/models?pageSize=${PAGE}`;
  const response = await http.request({
    url,
    method: 'GET',
    headers: modelHeaders(target),
    signal,
    headTimeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
  });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  const provider = 'Google';
  if (status >= 400) {
    const message = `Google answered ${status} to /models`;
    const details = { message, because: 'model.answered_path', provider, path: '/models', status };
    throw new ModelError('OC_MODEL_HTTP', details, { retryable: false, status });
  }
  const entries = entriesOf(text);
  if (!entries)
    throw new ModelError(
      'OC_MODEL_UNREADABLE',
      { message: 'Google sent no list of models', because: 'model.no_list', provider },
      { retryable: false },
    );
  return entries.filter(isWriter).map(infoOf);
}

function entriesOf(text: string): Entry[] | undefined {
  try {
    const { models } = JSON.parse(text) as { models?: unknown };
    return Array.isArray(models) ? (models as Entry[]) : undefined;
  } catch {
    return undefined;
  }
}

function isWriter({ name, supportedGenerationMethods: methods }: Entry): boolean {
  return typeof name === 'string' && Array.isArray(methods) && methods.includes('generateContent');
}

function infoOf({ name, displayName, inputTokenLimit, outputTokenLimit, thinking }: Entry): ModelInfo {
  return {
    id: String(name).replace(/^models\//, ''),
    ...(typeof displayName === 'string' ? { name: displayName } : {}),
    ...(typeof inputTokenLimit === 'number' ? { context: inputTokenLimit } : {}),
    ...(typeof outputTokenLimit === 'number' ? { output: outputTokenLimit } : {}),
    ...(typeof thinking === 'boolean' ? { capabilities: { reasoning: thinking } } : {}),
  };
}
