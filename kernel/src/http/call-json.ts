import type { ModelTarget } from '../kinds/model.ts';
import type { WireIo } from '../kinds/wire.ts';
import { MAX_EVENT, parseJson } from './answer-format.ts';
import { httpFailure, streamFailure, unreadable, webPage } from './model-failure.ts';

const ERROR_BODY_BYTES = 64 << 10;

/** A request to a model API whose answer is one JSON document. */
export interface JsonCall {
  url: string;
  headers: Record<string, string>;
  body: unknown;
  /** bytes of the answer, unpacked, beyond which it counts as broken; default 32 MiB */
  maxBytes?: number;
}

export interface JsonAnswer {
  value: unknown;
  /** names in lower case */
  headers: Readonly<Record<string, string>>;
}

/**
 * Posts JSON to a model API and reads the document that it answers with: vectors, counts, everything that is no stream. Signed where the
 * target can `sign`; errors are told and classified as in `callModel`.
 * @throws ModelError for error statuses, errors inside a good answer, HTML pages, broken or endless JSON, and everything `HttpClient` throws
 */
export async function callJson(
  call: JsonCall,
  target: ModelTarget,
  { http, signal }: Pick<WireIo, 'http' | 'signal'>,
): Promise<JsonAnswer> {
  signal.throwIfAborted();
  const { url, maxBytes = MAX_EVENT } = call;
  const method = 'POST';
  const body = JSON.stringify(call.body);
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...call.headers };
  const signed = await target.sign?.({ method, url, headers, body });
  const response = await http.request({ url, method, headers: { ...headers, ...signed }, body, signal });
  if (response.status >= 400) throw httpFailure(response.status, response.headers, await response.text(ERROR_BODY_BYTES), target);

  const chunks: Uint8Array[] = [];
  let size = 0;
  await response.read((chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw unreadable('an answer that never ends', target, false);
    chunks.push(chunk);
  });
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  if (/^\s*</.test(text)) throw webPage(target);
  const value = parseJson(text, target);
  const error = value !== null && typeof value === 'object' ? (value as { error?: unknown }).error : undefined;
  if (error) throw streamFailure(error, target);
  return { value, headers: response.headers };
}
