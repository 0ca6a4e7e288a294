import type { ErrorCode } from '../runtime/errors.ts';
import type { Effort, ModelEvent, ModelMessage, ModelRequest, ModelTarget } from './model.ts';

/** Writes model exchanges to a file and gives them back. One line of the file is one complete exchange. */
export interface RecorderService {
  /**
   * Every exchange from here on is added to the file as it ends; an interrupted one leaves nothing.
   * @param append keep what the file holds already
   * @throws OC_FILE when it cannot be written
   */
  record(file: string, options?: { append?: boolean }): void;
  /** From here on replays match by turn only. */
  loosen(): void;
  /** Whom the recording was made with. @throws OC_FILE when it cannot be read or is no recording */
  target(file: string): RecordedTarget;
  /**
   * The answer recorded for this request, each one given once.
   * @param settings what is asked for now beside the request; what is not set counts as it was recorded
   * @throws OC_FILE, OC_REPLAY_MISMATCH with a diff of the requests
   */
  next(file: string, request: ModelRequest, settings: CallSettings): Promise<Replayed>;
}

export interface Replayed {
  exchange: RecordedExchange;
  /** Puts this machine's paths where the recording's stand in a JSON text. */
  localise(json: string): string;
}

/** What a call asks for beside its request, as far as it changes the answer. */
export type CallSettings = Partial<Pick<ModelTarget, 'temperature' | 'maxTokens' | 'cappedFrom' | 'effort' | 'extra'>>;

/** Without address, headers and key. */
export type RecordedTarget = Pick<ModelTarget, 'provider' | 'model' | 'wire' | 'info' | 'temperature' | 'maxTokens' | 'effort'>;

/** ms since the request, and what was read from the socket at once */
export type RecordedChunk = [ms: number, text: string] | [ms: number, data: string, encoding: 'base64'];

export interface RecordedError {
  code: ErrorCode;
  message: string;
  retryable: boolean;
}

/** One HTTP request of a wire. */
export interface RecordedCall {
  /** 0: no head arrived */
  status: number;
  headers: Record<string, string>;
  chunks: RecordedChunk[];
  /** how the connection failed, after the chunks */
  error?: RecordedError;
}

/** Without what changes from run to run and from machine to machine. */
export interface RecordedRequest {
  system: string;
  tools: ModelRequest['tools'];
  messages: ModelMessage[];
  toolChoice?: ModelRequest['toolChoice'];
  responseSchema?: ModelRequest['responseSchema'];
  temperature?: number;
  /** as it was set; what a budget made of it is left out */
  maxTokens?: number;
  effort?: Effort;
  /** absent: nothing was merged in */
  extra?: Record<string, unknown>;
}

export interface RecordedExchange {
  /** 1: the digest knows nothing of temperature, maxTokens, effort and extra */
  v: 1 | 2;
  /** SHA-256 of the request, hexadecimal */
  digest: string;
  /** tells the sessions of one recording apart */
  session: string;
  target: RecordedTarget;
  /** the folders of the machine it was recorded on */
  places: Record<string, string>;
  request: RecordedRequest;
  /** absent: the wire answered in process, or what was sent held a secret in pieces; then `events` stand for it */
  http?: RecordedCall[];
  events?: [ms: number, event: ModelEvent][];
  /** with `events`: how the call failed after them */
  error?: RecordedError;
}
