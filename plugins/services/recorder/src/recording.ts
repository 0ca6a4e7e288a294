import { readFileSync, statSync } from 'node:fs';
import {
  type CallSettings,
  type ErrorDetails,
  KernelError,
  type ModelRequest,
  type RecordedExchange,
  type RecordedRequest,
  type RecordedTarget,
  type Replayed,
} from '@ock/kernel';
import { digestOf, normaliseRequest, settledAs } from './normalise.ts';
import { type Places, relocated } from './places.ts';
import { lengthen } from './request-chain.ts';
import { requestDiff } from './request-diff.ts';

/** bytes: a recording is parsed whole */
const MAX_BYTES = 256 << 20;

/** The exchanges of one file, and which of them were given already. */
export class Recording {
  readonly target: RecordedTarget;
  readonly #file: string;
  readonly #here: Places;
  readonly #exchanges: readonly RecordedExchange[];
  readonly #given = new Set<RecordedExchange>();
  /** recorded session of each session here */
  readonly #sessions = new Map<string, string>();

  private constructor(file: string, here: Places, exchanges: readonly RecordedExchange[], target: RecordedTarget) {
    this.#file = file;
    this.#here = here;
    this.#exchanges = exchanges;
    this.target = target;
  }

  /** @param name the file as the person wrote it @throws OC_FILE */
  static read(path: string, name: string, here: Places): Recording {
    const fail = (details: ErrorDetails, cause?: unknown) => new KernelError('OC_FILE', { file: name, ...details }, { cause });
    let text: string;
    try {
      if (statSync(path).size > MAX_BYTES) throw fail({ because: 'service-recorder.too_large', mib: MAX_BYTES >> 20 });
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw error instanceof KernelError ? error : fail({ message: error instanceof Error ? error.message : String(error) }, error);
    }
    const exchanges = parsed(text, (line) => fail({ because: 'service-recorder.bad_line', line }));
    const target = exchanges[0]?.target;
    if (!target) throw fail({ because: 'service-recorder.empty' });
    return new Recording(name, here, exchanges, target);
  }

  /** @throws OC_REPLAY_MISMATCH */
  async next(request: ModelRequest, settings: CallSettings, loose: boolean): Promise<Replayed> {
    const session = request.cacheKey ?? '';
    const left = this.#exchanges.filter((exchange) => !this.#given.has(exchange));
    const normalised = this.#normalised(request, settings, left[0] ?? this.#exchanges[0]);
    const now = (exchange: RecordedExchange) => settledAs(normalised, exchange.request, exchange.v);
    const same = left.find((exchange) => exchange.digest === digestOf(now(exchange)));
    const due = left.find((exchange) => exchange.session === this.#sessions.get(session)) ?? this.#unclaimed(left, session);
    const exchange = same ?? (loose ? due : undefined);
    if (!exchange) {
      const expected = due ?? left[0];
      const number = expected ? this.#exchanges.indexOf(expected) + 1 : this.#exchanges.length + 1;
      const diff = expected ? await requestDiff(expected.request, now(expected)) : 'The recording ends here.';
      throw new KernelError('OC_REPLAY_MISMATCH', { file: this.#file, number, diff });
    }
    this.#given.add(exchange);
    this.#sessions.set(session, exchange.session);
    return { exchange, localise: relocated(exchange.places, this.#here) };
  }

  #unclaimed(left: readonly RecordedExchange[], session: string): RecordedExchange | undefined {
    if (this.#sessions.has(session)) return undefined;
    const claimed = new Set(this.#sessions.values());
    return left.find((exchange) => !claimed.has(exchange.session));
  }

  #normalised(request: ModelRequest, settings: CallSettings, exchange: RecordedExchange | undefined): RecordedRequest {
    // what the model says of the folders it was recorded in means those it is replayed in
    return normaliseRequest(request, settings, exchange ? [this.#here, exchange.places] : [this.#here]);
  }
}

/** The last line may have been cut by a full disk; any other damage is an error. */
function parsed(text: string, damaged: (line: number) => KernelError): RecordedExchange[] {
  const lines = text.split('\n');
  const known = new Map<string, RecordedRequest>();
  const exchanges: RecordedExchange[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const exchange = parsedLine(line);
    const request = exchange && lengthen(exchange.request, known);
    if (!exchange || !request) {
      if (at === lines.length - 1) break;
      throw damaged(at + 1);
    }
    known.set(exchange.digest, request);
    exchanges.push({ ...exchange, request });
  }
  return exchanges;
}

function parsedLine(line: string): RecordedExchange | undefined {
  try {
    const value = JSON.parse(line) as Partial<RecordedExchange> | null;
    const isWhole =
      (value?.v === 1 || value?.v === 2) &&
      value.digest &&
      value.target?.wire &&
      Array.isArray(value.request?.messages) &&
      (value.http ?? value.events);
    return isWhole ? (value as RecordedExchange) : undefined;
  } catch {
    return undefined;
  }
}
