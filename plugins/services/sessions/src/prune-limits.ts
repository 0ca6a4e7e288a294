import type { PruneLimits } from '@ock/kernel';
import type { SessionConfig } from '@ock/schemas';

const DAY_MS = 86_400_000;
const MB = 1024 * 1024;

/** What `[session]` says of how much is kept; empty: everything is. */
export function limitsOf({
  max_age_days,
  max_sessions,
  max_size_mb,
}: SessionConfig): Pick<PruneLimits, 'maxAgeMs' | 'maxSessions' | 'maxBytes'> {
  return {
    ...(max_age_days !== undefined && { maxAgeMs: max_age_days * DAY_MS }),
    ...(max_sessions !== undefined && { maxSessions: max_sessions }),
    ...(max_size_mb !== undefined && { maxBytes: max_size_mb * MB }),
  };
}
