import { type HttpClient, ModelError, type ModelInfo, type ModelTarget, modelHeaders } from '@ock/kernel';
import { controlUrl } from './region.ts';

const TIMEOUT_MS = 15_000;
const BODY_BYTES = 4 << 20;

interface Summary {
  modelId?: string;
  modelName?: string;
  inputModalities?: string[];
  modelLifecycle?: { status?: string };
}

/** The text models a region offers, by the id that names no region. @throws ModelError when the service refuses */
export async function listModels(target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }): Promise<ModelInfo[]> {
  const url = `${controlUrl(target.baseUrl)}/foundation-models?byOutputModality=TEXT`;
  const method = 'GET';
  const signed = await target.sign?.({ method, url, headers: {}, body: '' });
  const headers = { accept: 'application/json', ...modelHeaders(target), ...signed };
  const response = await io.http.request({ url, method, headers, signal: io.signal, headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  if (status >= 400) throw refused(status, text);
  const { modelSummaries = [] } = parse(text) as { modelSummaries?: Summary[] };
  const models = modelSummaries.flatMap(({ modelId, modelName, inputModalities, modelLifecycle }): ModelInfo[] => {
    // ids with a window behind them are sizes of provisioned throughput
    if (!modelId || modelLifecycle?.status === 'LEGACY' || /:\d+k$/.test(modelId)) return [];
    const images = inputModalities?.includes('IMAGE');
    return [{ id: modelId, ...(modelName ? { name: modelName } : {}), ...(images === undefined ? {} : { capabilities: { images } }) }];
  });
  return [...new Map(models.map((info) => [info.id, info])).values()];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelError(
      'OC_MODEL_UNREADABLE',
      { message: 'Amazon Bedrock answered with something that is not JSON', because: 'model.not_json', provider: 'Amazon Bedrock' },
      { retryable: false, cause },
    );
  }
}

function refused(status: number, text: string): ModelError {
  const said = /"[Mm]essage"\s*:\s*"([^"]{1,300})"/.exec(text)?.[1];
  const message = `Amazon Bedrock answered ${status}${said ? `: ${said}` : ''}`;
  const because = said ? 'model.answered' : 'model.answered_only';
  const details = { message, because, provider: 'Amazon Bedrock', text: said, status };
  const code = status === 401 || status === 403 ? 'OC_AUTH_REFUSED' : 'OC_MODEL_HTTP';
  return new ModelError(code, details, { retryable: status >= 500 || status === 429, status });
}
