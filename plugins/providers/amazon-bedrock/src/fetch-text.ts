import { type HttpClient, ModelError } from '@ock/kernel';

const TIMEOUT_MS = 15_000;
const BODY_BYTES = 1 << 20;

interface Call {
  url: string;
  method?: string;
  headers: Record<string, string>;
  body?: string;
}

/** Asks one of AWS's services for keys. @param service named in errors @throws ModelError OC_AUTH_REFUSED with what the service says */
export async function fetchText(io: { http: HttpClient; signal: AbortSignal }, service: string, call: Call): Promise<string> {
  const response = await io.http.request({ ...call, signal: io.signal, headTimeoutMs: TIMEOUT_MS, idleTimeoutMs: TIMEOUT_MS });
  const text = await response.text(BODY_BYTES);
  const { status } = response;
  if (status < 400) return text;
  const said = /<Message>([^<]{1,300})|"[Mm]essage"\s*:\s*"([^"]{1,300})"/.exec(text);
  const words = said?.[1] ?? said?.[2];
  const message = `${service} answered ${status}${said ? `: ${words}` : ''}`;
  const because = said ? 'model.answered' : 'model.answered_only';
  const details = { message, because, provider: service, text: words, status };
  const passing = status >= 500 || status === 429;
  throw new ModelError(passing ? 'OC_MODEL_HTTP' : 'OC_AUTH_REFUSED', details, { retryable: passing, status });
}
