import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KernelError, type RecordedExchange, type RecorderService, resolvePath, type Wire } from '@ock/kernel';
import { describeExchange } from './exchange.ts';
import type { Places } from './places.ts';
import { Recording } from './recording.ts';
import { recordingWire } from './recording-wire.ts';
import { RequestChain } from './request-chain.ts';

export interface RecorderOptions {
  places: Places & { cwd: string };
  loose: boolean;
  decorate(decorator: (wire: Wire) => Wire): void;
}

/** One per kernel. Files are taken relative to the folder worked in. */
export function createRecorder({ places, loose, decorate }: RecorderOptions): RecorderService {
  const recordings = new Map<string, Recording>();
  let isLoose = loose;
  let target: string | undefined;
  const recording = (file: string) => {
    const path = resolvePath(file, places.cwd);
    if (path === target) throw new KernelError('OC_FILE', { file, because: 'service-recorder.played_and_made' });
    const known = recordings.get(path) ?? Recording.read(path, file, places);
    recordings.set(path, known);
    return known;
  };
  return {
    record(file, { append = false } = {}) {
      if (target !== undefined) return;
      const path = resolvePath(file, places.cwd);
      guarded(file, () => prepare(path));
      target = path;
      let write = append ? appendFileSync : writeFileSync;
      const chain = new RequestChain();
      decorate((wire) =>
        recordingWire(wire, (request, target, tape, failure) => {
          const exchange = describeExchange(request, target, tape, failure, places);
          const line: RecordedExchange = { ...exchange, session: sessionKey(request.cacheKey), request: chain.shorten(exchange) } as never;
          guarded(file, () => write(path, `${JSON.stringify(line)}\n`));
          write = appendFileSync;
        }),
      );
    },
    loosen() {
      isLoose = true;
    },
    target: (file) => recording(file).target,
    next: (file, request, settings) => recording(file).next(request, settings, isLoose),
  };
}

/** The id itself would change from run to run in a diff of two recordings and tell when it was made. */
function sessionKey(id = ''): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/** Makes sure that it can be written, and ends a line that a full disk has cut. What it holds stays until there is something new. */
function prepare(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    if (size > 0 && last[0] !== 0x0a) appendFileSync(file, '\n');
  } finally {
    closeSync(file);
  }
}

function guarded(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new KernelError('OC_FILE', { file, message: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
