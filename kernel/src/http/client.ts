/** A request whose body is text or bytes, whole. */
export interface HttpRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** ms until the connection must stand, TLS included; default 30 000 */
  connectTimeoutMs?: number;
  /** ms until the response head must have arrived; default 600 000 */
  headTimeoutMs?: number;
  /** ms until the first byte of the body must have arrived, in place of `headTimeoutMs` and, before that byte, of `idleTimeoutMs` */
  firstByteTimeoutMs?: number;
  /** ms without a byte of body after which the response fails with OC_MODEL_STALL; default 120 000 */
  idleTimeoutMs?: number;
}

export interface HttpResponse {
  status: number;
  /** lower-case names; repeated headers joined by ", " */
  headers: Record<string, string>;
  /** Reads the body chunk by chunk; `onChunk` runs synchronously. Resolves at the end, rejects on reset, stall or abort. */
  read(onChunk: (chunk: Uint8Array) => void): Promise<void>;
  /** The whole body as UTF-8. @param limit bytes after which the rest is dropped, default 1 MiB */
  text(limit?: number): Promise<string>;
}

/**
 * HTTP as wires need it: a stream read by callback over kept-alive sockets. Node's own http(s) at 3 ms, undici only behind a proxy.
 * @throws ModelError OC_NETWORK (retryable) when no connection comes about, OC_MODEL_STALL on silence, the signal's reason on abort
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
}
