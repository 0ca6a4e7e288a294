import { type HttpClient, ModelError, type ModelTarget, modelHeaders } from '@ock/kernel';

const TIMEOUT_MS = 5_000;
const BODY_BYTES = 4 << 20;

export interface Io {
  http: HttpClient;
  signal: AbortSignal;
}

/** Asks the server at `target.baseUrl` something small. @throws ModelError when it does not run, refuses, or is not Ollama */
export async function ask(path: string, target: ModelTarget, { http, signal }: Io, body?: unknown): Promise<unknown> {
  const request = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
  const headers = { ...modelHeaders(target), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const url = `${target.baseUrl.replace(/\/v1$/, '')}${path}`;
  const response = await http.request({ url, ...request, headers, signal, headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
  const text = await response.text(BODY_BYTES);
  try {
    if (response.status < 400) return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ModelError(
      'OC_MODEL_UNREADABLE',
      { message: 'Ollama answered with something that is not JSON', because: 'model.not_json', provider: 'Ollama' },
      { retryable: false, cause },
    );
  }
  const { status } = response;
  const message = `Ollama answered ${status} to ${path}`;
  const details = { message, because: 'model.answered_path', provider: 'Ollama', path, status };
  throw new ModelError('OC_MODEL_HTTP', details, { retryable: status >= 500, status });
}
