import { ToolError } from '../../runtime/errors.ts';

const CAUSES: Record<string, string> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve at the moment',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  Z_BUF_ERROR: 'the connection was closed',
  Z_DATA_ERROR: 'its body is not packed as it says',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** how undici tells what a proxy said to CONNECT */
const PROXY_SAID = /Proxy response \((\d{3})\)/;

/**
 * What to tell the model of a request that got no whole answer.
 * @param proxy the one that was asked; its password is never told
 */
export function webFailure(error: unknown, address: string, proxy?: string): ToolError {
  const { cause } = error as { cause?: unknown };
  if (error instanceof ToolError) return error;
  if (cause instanceof ToolError) return cause;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const said = PROXY_SAID.exec(`${message} ${String((cause as Error | undefined)?.message ?? '')}`)?.[1];
  const through = proxy !== undefined && URL.canParse(proxy) ? ` through the proxy ${new URL(proxy).host}` : '';
  const refused = said === '407' ? 'it wants a user name and a password' : `it answered ${said}`;
  const certificate = `its certificate is not trusted (${code}); a private authority is named by NODE_EXTRA_CA_CERTS`;
  const why = said ? refused : CERTIFICATE.test(code) ? certificate : (CAUSES[code] ?? (code || message || 'the connection failed'));
  return new ToolError(`Cannot fetch ${address}${through}: ${why}.`, { cause: error });
}
