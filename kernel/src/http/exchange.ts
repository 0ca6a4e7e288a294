import type { Readable } from 'node:stream';

/** One request on its way, everything decided: no redirects, no retries. */
export interface Call {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** ms until the connection must stand */
  connectTimeoutMs: number;
}

/** A response whose head has arrived, from either transport. */
export interface RawResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  stream: Readable;
  /** Closes the socket. */
  destroy(): void;
}

/** Sends one request and resolves with the head. Aborting closes the socket. */
export type Exchange = (call: Call, signal: AbortSignal) => Promise<RawResponse>;
