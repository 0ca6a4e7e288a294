import { isBrokenPipe, KernelError, killAllGroups } from '@ock/kernel';

/** ms in which a run that was told to stop must have ended; what plugins get to end in is less */
const STOP_DEADLINE_MS = 15_000;

export interface TroubleHandlers {
  /** Ends the run in order. Called once. */
  stop(error: unknown): void;
  /** Says at once, synchronously, how it ended: the process leaves right after. */
  force(error: unknown): number;
}

/**
 * SIGINT, SIGTERM, SIGHUP and errors that nobody caught end the run in order; a second signal, or one that does not come to its end, ends the
 * process at once, children first.
 * @returns puts the former handlers back
 */
export function onTrouble({ stop, force }: TroubleHandlers): () => void {
  let timer: NodeJS.Timeout | undefined;
  const leave = (error: unknown) => {
    killAllGroups();
    process.exit(force(error));
  };
  const trouble = (error: unknown) => {
    if (timer) return leave(error);
    timer = setTimeout(() => leave(error), STOP_DEADLINE_MS);
    stop(error);
  };
  const interrupted = () => trouble(new KernelError('OC_INTERRUPTED'));
  const terminated = () => trouble(new KernelError('OC_TERMINATED'));
  // a plugin that throws again and again is told to stop once
  const crashed = (error: unknown) => {
    if (!isBrokenPipe(error) && !timer) trouble(error);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', terminated).on('SIGHUP', terminated).on('uncaughtException', crashed);
  return () => {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', terminated).off('SIGHUP', terminated).off('uncaughtException', crashed);
  };
}
