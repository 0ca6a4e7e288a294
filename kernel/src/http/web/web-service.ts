import { ToolError } from '../../runtime/errors.ts';
import { addSecret } from '../../runtime/redact.ts';
import { decodePage } from './decode-page.ts';
import { fetchWeb, type WebRequest } from './fetch-web.ts';

const MAX_WAIT_S = 86_400;

/** A service of the web that a tool asks: what its failures are told with. */
export interface WebService {
  /** as people call it */
  name: string;
  /** environment variables that may hold its key; none: it wants no key */
  keyEnv: readonly string[];
  /** the page where keys and plans are managed */
  keyUrl?: string;
  /** what else can be done when it does not answer, as a sentence */
  otherwise: string;
  /** What its own errors mean, where the status does not tell: one sentence. */
  explain?(status: number, text: string): string | undefined;
}

/**
 * The key of a service: `<id>_api_key` of the tool's own table (`{env:NAME}` in it is replaced), else the first of its variables. Registered for
 * redaction.
 * @param env the parent's own environment: that of a tool's children holds no keys
 */
export function serviceKey(
  id: string,
  names: readonly string[],
  config: Record<string, unknown>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const configured = config[`${id}_api_key`];
  const literal = typeof configured === 'string' ? configured.replace(/\{env:([^}]+)\}/g, (_all, name: string) => env[name] ?? '') : '';
  const key = [literal, ...names.map((name) => env[name] ?? '')].map((text) => text.trim()).find((text) => text !== '');
  if (key !== undefined) addSecret(key);
  return key;
}

/**
 * Asks a service and reads its answer as text.
 * @throws ToolError that names the service, the reason (key, plan, too many requests, what it says itself) and the next step; what `fetchWeb` throws
 */
export async function askWebService(service: WebService, address: string, request: WebRequest): Promise<string> {
  const { name, keyEnv, keyUrl, otherwise } = service;
  const page = await fetchWeb(address, request).catch((error: unknown) => {
    throw error instanceof ToolError ? new ToolError(`${name}: ${error.message} ${otherwise}`, { cause: error }) : error;
  });
  const text = decodePage(page);
  const explained = service.explain?.(page.status, text);
  if (explained !== undefined) throw new ToolError(`${name} ${explained} ${otherwise}`);
  if (page.status < 400) return text;
  const own = sentenceIn(text);
  const said = `${page.status}${own === '' ? '' : `: ${own}`}`;
  const at = keyUrl === undefined ? '' : ` (${keyUrl})`;
  const isKey = page.status === 401 || page.status === 403 || /INVALID_API_KEY|TOKEN_INVALID|invalid.{0,20}(api.?key|token)/i.test(text);
  if (isKey && keyEnv.length > 0)
    throw new ToolError(`${name} refused the key (${said}). Put a good one in ${keyEnv[0]}${at}. ${otherwise}`);
  if ([402, 432, 433].includes(page.status) || (page.status === 429 && /quota|credit|monthly/i.test(text)))
    throw new ToolError(`${name} says that the plan is used up (${said}). Raise it${at}. ${otherwise}`);
  if (page.status === 429) throw new ToolError(`${name} had too many requests (${said}). Try again ${soon(page.headers)}. ${otherwise}`);
  const why = page.status >= 500 ? 'is in trouble' : 'did not take the request';
  throw new ToolError(`${name} ${why} (${said}). ${otherwise}`);
}

/** What a JSON error says for people, wherever it stands; nothing of a page. */
function sentenceIn(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return '';
  }
  for (let depth = 0; depth < 4 && typeof value === 'object' && value !== null; depth++) {
    const { detail, message, error } = value as Record<string, unknown>;
    value = detail ?? message ?? error;
  }
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300) : '';
}

function soon(headers: Readonly<Record<string, string>>): string {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 && seconds <= MAX_WAIT_S ? `in ${Math.ceil(seconds)} s` : 'later';
}
