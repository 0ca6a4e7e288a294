import { type HttpClient, ModelError, type ModelInfo, type ModelTarget, modelHeaders } from '@ock/kernel';

const BODY_BYTES = 16 << 20;

/** One entry of a list in OpenAI's form, with what others add to it. */
interface Entry {
  id?: unknown;
  name?: unknown;
  display_name?: unknown;
  context_length?: unknown;
  context_window?: unknown;
  max_context_length?: unknown;
  max_model_len?: unknown;
  max_tokens?: unknown;
  top_provider?: { max_completion_tokens?: unknown } | null;
  /** OpenRouter and Vercel: USD per token, as text */
  pricing?: Record<string, unknown> | null;
  supported_parameters?: unknown;
  architecture?: { input_modalities?: unknown } | null;
}

/** What a server lists at `path`: `{data: […]}`, `{models: […]}` or a bare list. @throws ModelError when it does not answer with a list */
export async function listServed(
  target: ModelTarget,
  path: string,
  io: { http: HttpClient; signal: AbortSignal; timeoutMs: number },
): Promise<ModelInfo[]> {
  const url = target.baseUrl + path;
  const { timeoutMs } = io;
  const response = await io.http.request({
    url,
    method: 'GET',
    headers: modelHeaders(target),
    signal: io.signal,
    headTimeoutMs: timeoutMs,
    idleTimeoutMs: timeoutMs,
  });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  const { pathname } = new URL(url);
  const asked = { provider: new URL(url).host, path: pathname, status };
  if (status >= 400) {
    const details = { message: `${status} for ${pathname}`, because: 'model.answered_path', ...asked };
    throw new ModelError('OC_MODEL_HTTP', details, { retryable: false, status });
  }
  const entries = entriesOf(text);
  if (!entries) {
    const details = { message: `${pathname} is no list of models`, because: 'model.no_list', ...asked };
    throw new ModelError('OC_MODEL_UNREADABLE', details, { retryable: false });
  }
  return entries.flatMap((entry) => (typeof entry?.id === 'string' && entry.id !== '' ? [infoOf(entry.id, entry)] : []));
}

function entriesOf(text: string): Entry[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data, models } = (value ?? {}) as { data?: unknown; models?: unknown };
  return [value, data, models].find((list): list is Entry[] => Array.isArray(list));
}

function infoOf(id: string, entry: Entry): ModelInfo {
  const name = [entry.name, entry.display_name].find((text): text is string => typeof text === 'string' && text !== '');
  const context =
    count(entry.context_length) ?? count(entry.context_window) ?? count(entry.max_context_length) ?? count(entry.max_model_len);
  const output = count(entry.top_provider?.max_completion_tokens) ?? count(entry.max_tokens);
  const cost = priceOf(entry.pricing ?? {});
  const parameters = Array.isArray(entry.supported_parameters) ? entry.supported_parameters : undefined;
  const inputs = Array.isArray(entry.architecture?.input_modalities) ? entry.architecture.input_modalities : undefined;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(context !== undefined && { context }),
    ...(output !== undefined && { output }),
    ...(cost && { cost }),
    ...((parameters || inputs) && {
      capabilities: {
        ...(parameters && { tools: parameters.includes('tools'), reasoning: parameters.includes('reasoning') }),
        ...(inputs && { images: inputs.includes('image') }),
      },
    }),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

function priceOf(pricing: Record<string, unknown>): ModelInfo['cost'] {
  const of = (...names: string[]) =>
    names
      .map((name) => pricing[name])
      .filter((price) => typeof price === 'string' || typeof price === 'number')
      .map((price) => Math.round(Number(price) * 1e12) / 1e6)
      .find((price) => price >= 0);
  const [input, output] = [of('prompt', 'input'), of('completion', 'output')];
  if (input === undefined || output === undefined) return undefined;
  const [read, write] = [of('input_cache_read'), of('input_cache_write')];
  return { input, output, ...(read !== undefined && { cache_read: read }), ...(write !== undefined && { cache_write: write }) };
}
