import { isUtf8 } from 'node:buffer';
import {
  type ModelRequest,
  type ModelTarget,
  type RecordedCall,
  type RecordedChunk,
  type RecordedExchange,
  redact,
  redactDeep,
} from '@ock/kernel';
import { digestOf, normaliseRequest } from './normalise.ts';
import type { Places } from './places.ts';
import { describeError, type Tape, type TapedCall } from './tape.ts';

/** One exchange as the file has it, secrets removed. */
export function describeExchange(
  request: ModelRequest,
  target: ModelTarget,
  tape: Tape,
  failure: unknown,
  places: Places,
): Omit<RecordedExchange, 'session'> {
  const normalised = normaliseRequest(request, target, [places]);
  const { provider, model, wire, info, temperature, effort } = target;
  const { maxTokens } = normalised;
  const http = rawCalls(tape);
  return {
    v: 2,
    digest: digestOf(normalised),
    target: {
      provider,
      model,
      wire,
      info,
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(effort !== undefined && { effort }),
    },
    places,
    request: normalised,
    ...(http ? { http } : { events: redactDeep(tape.events) }),
    ...(!http && failure !== undefined && { error: redactDeep(describeError(failure)) }),
  };
}

/** What was read from the socket; undefined where there was none, or where a secret in it cannot be removed because it came in pieces. */
function rawCalls({ calls, events }: Tape): RecordedCall[] | undefined {
  const said = JSON.stringify(events);
  if (calls.length === 0 || redact(said) !== said) return undefined;
  const raw: RecordedCall[] = [];
  for (const { chunks, ...call } of calls) {
    const clean = cleanChunks(chunks);
    if (!clean) return undefined;
    raw.push(redactDeep({ ...call, chunks: clean }, (text) => (text.length > 4_000 ? text : redact(text))));
  }
  return raw;
}

/** A body in which a secret stood becomes one chunk: the cuts may go through it. */
function cleanChunks(chunks: TapedCall['chunks']): RecordedChunk[] | undefined {
  const whole = Buffer.concat(chunks.map(({ bytes }) => bytes));
  const text = whole.toString(isUtf8(whole) ? 'utf8' : 'latin1');
  const clean = redact(text);
  if (clean === text)
    return chunks.map(({ ms, bytes }) => (isUtf8(bytes) ? [ms, bytes.toString('utf8')] : [ms, bytes.toString('base64'), 'base64']));
  return isUtf8(whole) ? [[chunks.at(-1)?.ms ?? 0, clean]] : undefined;
}
