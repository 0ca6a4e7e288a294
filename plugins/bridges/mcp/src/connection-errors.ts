import { errorText, type Translate } from '@ock/kernel';

/** Does the server want a sign-in that it did not get? By name: the class comes with the SDK, which is loaded late. */
export function isUnauthorized(error: unknown): boolean {
  const { constructor: kind, code } = (error ?? {}) as { constructor?: { name?: string }; code?: unknown };
  return kind?.name === 'UnauthorizedError' || ((kind?.name === 'StreamableHTTPError' || kind?.name === 'SseError') && code === 401);
}

/** True when the request cannot have reached a session that would act on it. */
export function wasNotSent(error: unknown): boolean {
  const {
    constructor: kind,
    code,
    cause,
    message,
  } = error as { constructor?: { name?: string }; code?: unknown; cause?: { code?: string }; message?: string };
  if (kind?.name === 'StreamableHTTPError' && (code === 404 || (code === 400 && /session/i.test(message ?? '')))) return true;
  return cause?.code === 'ECONNREFUSED' || (error instanceof Error && /^not connected$/i.test(error.message));
}

/** What went wrong, for people. @param lastWords what the server said on stderr */
export function failureText(error: unknown, t: Translate, lastWords = ''): string {
  if (isUnauthorized(error)) return t('bridge-mcp.needs_auth');
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT' && syscall?.startsWith('spawn')) return t('bridge-mcp.no_program', { program: path ?? '' });
  const { cause } = (error ?? {}) as { cause?: unknown };
  const text =
    cause instanceof Error && error instanceof TypeError
      ? cause.message || (cause as { code?: string }).code || error.message
      : errorText(error, t).replace(/^(MCP error -?\d+: )+/, '');
  const said = lastWords.trim().split('\n').slice(-3).join(' / ');
  return said === '' ? text : t('bridge-mcp.with_words', { text, said });
}
