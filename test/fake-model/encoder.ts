import type { Step } from './script.ts';

/** What a request's conversation says about where the script stands. */
export interface Progress {
  /** tool results in the conversation */
  results: number;
  /** prompts of a person in the conversation */
  prompts: number;
  /** tools advertised */
  tools: string[];
}

/** One wire protocol from the server's side, for the fake model: a new wire needs one of these and an entry in `encoders.ts`. */
export interface WireEncoder {
  id: string;
  /** whether a `POST` on this path speaks the protocol */
  match(path: string): boolean;
  /** the body with `model` and `stream` as the path tells them, for protocols that put them there */
  told?(body: Record<string, unknown>, path: string): Record<string, unknown>;
  progress(body: Record<string, unknown>): Progress;
  /** how a stream is cut into events; default `events` (server-sent). Comments and CRLF exist only where lines do. */
  framing?: 'events' | 'lines' | 'frames';
  /** content type of a stream; default `text/event-stream` */
  streamType?: string;
  /** the stream's events as they stand on the wire, each with what ends it (a blank line) */
  stream(step: Step, body: Record<string, unknown>, requestNumber: number): (string | Buffer)[];
  /** the same answer as one document */
  document(step: Step, body: Record<string, unknown>, requestNumber: number): unknown;
  /** the body of an error response */
  error(status: number, message: string): unknown;
  /** an error inside a stream, as it stands on the wire */
  errorEvent(type: string, message: string): string | Buffer;
}

/** Cuts text into pieces of `size` characters, never through a surrogate pair. */
export function pieces(text: string, size = 12): string[] {
  const characters = [...text];
  const cut: string[] = [];
  for (let at = 0; at < characters.length; at += size) cut.push(characters.slice(at, at + size).join(''));
  return cut;
}

/** A call's arguments as they travel. */
export function inputText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {});
}

/** Deals several lists out in turns: a1 b1 a2 b2 …; or one behind the other. */
export function deal<T>(lists: T[][], interleave: boolean): T[] {
  if (!interleave) return lists.flat();
  const dealt: T[] = [];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let at = 0; at < longest; at++) for (const list of lists) if (at < list.length) dealt.push(list[at] as T);
  return dealt;
}
