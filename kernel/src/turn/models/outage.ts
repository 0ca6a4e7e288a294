import { ModelError } from '../../runtime/errors.ts';

/** A request that is wrong, or a key that is: another model would hide what has to be put right. */
const OURS = new Set([400, 401, 402, 403, 404, 413, 422]);
/** not implemented, not this version of HTTP: no outage, and nothing that passes */
const PERMANENT = new Set([501, 505]);

/** Is the model overloaded or out of reach, so that another one may answer in its place? Never for what is wrong with the request. */
export function isOutage(error: unknown): error is ModelError {
  if (!(error instanceof ModelError)) return false;
  const { code, status, retryable } = error;
  if (status !== undefined && (OURS.has(status) || PERMANENT.has(status))) return false;
  if (code === 'OC_MODEL_HTTP') return retryable || status === 429 || (status ?? 0) >= 500;
  if (code === 'OC_MODEL_STALL') return true;
  return retryable && (code === 'OC_NETWORK' || code === 'OC_MODEL_STREAM' || code === 'OC_MODEL_UNREADABLE');
}
