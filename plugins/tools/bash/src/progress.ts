/** ms between two reports */
const INTERVAL_MS = 80;
/** characters of one report: of more, the last */
const REPORT_CHARS = 4_000;

/** Gathers output so that front ends are told in a few large pieces, however fast it comes. */
export function createProgress(tell: (text: string) => void): { add(text: string): void; end(): void } {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (waiting) tell(waiting);
    waiting = '';
  };
  return {
    add(text) {
      waiting = (waiting + text).slice(-REPORT_CHARS);
      timer ??= setTimeout(flush, INTERVAL_MS);
    },
    end() {
      if (timer) clearTimeout(timer);
      timer = undefined;
    },
  };
}
