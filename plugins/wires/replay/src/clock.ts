import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Waits until so many ms after its creation, or, untimed, one turn of the event loop: chunks stay apart, as they were on the socket. */
export function createClock(timed: boolean, signal: AbortSignal): (ms: number) => Promise<void> {
  const begin = performance.now();
  return async (ms) => {
    const left = timed ? begin + ms - performance.now() : 0;
    await (left > 1 ? sleep(left, undefined, { signal }) : turn(undefined, { signal })).catch(() => signal.throwIfAborted());
  };
}
