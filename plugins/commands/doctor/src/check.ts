import type { Kernel, Translate } from '@ock/kernel';

/** `fail`: something needed is broken; `warn`: something is worth a look; `info`: a fact. */
export type Status = 'ok' | 'info' | 'warn' | 'fail';

export interface Check {
  group: string;
  id: string;
  status: Status;
  text: string;
  /** what to do about it */
  fix?: string;
  /** facts for programs */
  data?: Record<string, unknown>;
}

export interface CheckContext {
  kernel: Kernel;
  t: Translate;
  signal: AbortSignal;
}

export type Checker = (context: CheckContext) => Promise<Check[]>;

/** ms one group of checks may take */
export const CHECK_TIMEOUT_MS = 15_000;

/** Runs one group; what throws or hangs becomes a failed check of its own. */
export async function guarded(group: string, check: Checker, context: CheckContext): Promise<Check[]> {
  const { t } = context;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check[]>((resolve) => {
    const text = t('command-doctor.late', { seconds: CHECK_TIMEOUT_MS / 1000 });
    timer = setTimeout(() => resolve([{ group, id: group, status: 'fail', text }]), CHECK_TIMEOUT_MS);
  });
  const work = check(context).catch((error: unknown): Check[] => {
    return [{ group, id: group, status: 'fail', text: error instanceof Error ? error.message : String(error) }];
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
