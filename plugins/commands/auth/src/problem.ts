import { KernelError, proxyFor } from '@ock/kernel';

/** What stands in the way of a call. */
export type Problem = 'no-key' | 'key' | 'network' | 'proxy' | 'timeout' | 'region' | 'model' | 'quota' | 'other';

/** A service that is not offered where the caller or the address is; each maker words it differently. */
const REGION =
  /\b(?:country|region|territory|location)\b[^.]{0,60}(?:not supported|unsupported|not available|unavailable|not allowed)|(?:not|isn't) (?:supported|available|enabled|allowed) (?:in|for|from) (?:your |this |the )?[^.]{0,40}\b(?:country|region|territory|location)\b|unsupported_country/i;
const QUOTA = /insufficient_quota|billing|credit balance|exceeded your current quota|payment|spend(?:ing)? limit|rate.?limit/i;
const MODEL =
  /\bmodel\b[^.]{0,120}(?:not found|does not exist|not exist|unknown|invalid|no access|decommissioned|deprecated)|(?:unknown|invalid) model/i;

/**
 * @param late the time for the test was over
 * @param url where the call went, as far as it got
 */
export function problemOf(error: unknown, late: boolean, url: string, env: Readonly<Record<string, string | undefined>>): Problem {
  if (late) return 'timeout';
  if (!(error instanceof KernelError)) return 'other';
  const { status } = error as { status?: number };
  const text = String(error.details.message ?? '');
  if (error.details.next === 'next.web_page') return 'proxy';
  const proxied = URL.canParse(url) && proxyFor(new URL(url), env) !== undefined;
  switch (error.code) {
    case 'OC_AUTH_MISSING':
    case 'OC_AUTH_COMMAND':
    case 'OC_AUTH_KEYCHAIN':
    case 'OC_AUTH_STORE':
      return 'no-key';
    case 'OC_NETWORK':
      return proxied || status === 407 || error.details.because === 'reason.bad_proxy' || /proxy/i.test(text) ? 'proxy' : 'network';
    case 'OC_MODEL_STALL':
      return 'timeout';
    case 'OC_MODEL_UNKNOWN':
    case 'OC_MODEL_NONE':
      return 'model';
    case 'OC_MODEL_HTTP':
    case 'OC_AUTH_REFUSED':
      return answered(status, text, error.code);
    default:
      return 'other';
  }
}

function answered(status: number | undefined, text: string, code: string): Problem {
  if (REGION.test(text)) return 'region';
  if (status === 402 || status === 429 || QUOTA.test(text)) return 'quota';
  if (status === 404 || MODEL.test(text)) return 'model';
  return code === 'OC_AUTH_REFUSED' ? 'key' : 'other';
}

/** Exit code of a test: of what stands in the way first, a key before everything else. */
export function exitCodeOf(problems: readonly (Problem | undefined)[]): number {
  const bad = problems.filter((problem) => problem !== undefined);
  if (bad.length === 0) return 0;
  return bad.some((problem) => problem === 'key' || problem === 'no-key') ? 41 : 1;
}
