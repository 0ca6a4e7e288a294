import type { ModelMessage, RecordedExchange, RecordedRequest } from '@ock/kernel';

/** A request that begins as an earlier one of the file does: only what came after. */
export interface FollowingRequest {
  /** digest of the earlier request */
  after: string;
  messages: ModelMessage[];
}

/** heads remembered: sessions that go on at once in one process */
const MAX_SESSIONS = 100;

/** A conversation is sent whole with every turn; its file holds each message once. */
export class RequestChain {
  readonly #last = new Map<string, { digest: string; messages: string[] }>();

  shorten({ digest, request }: Pick<RecordedExchange, 'digest' | 'request'>): RecordedRequest | FollowingRequest {
    const { messages, ...head } = request;
    const key = JSON.stringify([head, messages[0]]);
    const texts = messages.map((message) => JSON.stringify(message));
    const last = this.#last.get(key);
    this.#last.delete(key);
    this.#last.set(key, { digest, messages: texts });
    if (this.#last.size > MAX_SESSIONS) this.#last.delete(this.#last.keys().next().value as string);
    const follows = last && last.messages.length <= texts.length && last.messages.every((text, at) => text === texts[at]);
    return follows ? { after: last.digest, messages: messages.slice(last.messages.length) } : request;
  }
}

/** The whole requests again. @param known requests of the file so far, by digest */
export function lengthen(
  request: RecordedRequest | FollowingRequest,
  known: ReadonlyMap<string, RecordedRequest>,
): RecordedRequest | undefined {
  if (!('after' in request)) return request;
  const earlier = known.get(request.after);
  return earlier && { ...earlier, messages: [...earlier.messages, ...request.messages] };
}
