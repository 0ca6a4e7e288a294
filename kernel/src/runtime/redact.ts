import { secretForms } from './secret-forms.ts';

/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Shorter values would blank out ordinary words. */
const MIN_SECRET = 8;
/** Bounds what a long session can register. */
const MAX_SECRETS = 500;

/** Keys that are known by their shape. Every repetition is bounded, so that no input makes the match slow. */
const SHAPES = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?-----END [A-Z ]{0,40}PRIVATE KEY-----/,
  /\bsk-(?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{20,}/, // OpenAI, Anthropic, OpenRouter and those that copied them; words have no digits
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}/, // Stripe
  /\bAIza[A-Za-z0-9_-]{35}/, // Google
  /\bya29\.[A-Za-z0-9_-]{20,}/, // Google OAuth
  /\bgh[pousr]_[A-Za-z0-9]{30,}/, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{22,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/, // GitLab
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, // Slack
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, // AWS key id
  /\bABSK[A-Za-z0-9+/]{40,}={0,2}/, // AWS Bedrock
  /\b(?:hf|gsk|r8|npm|xai|fw|csk|tgp_v1)_[A-Za-z0-9_-]{20,}/, // Hugging Face, Groq, Replicate, npm, Fireworks, Cerebras, Together
  /\b(?:xai|pplx|nvapi|tvly|pypi|dop_v1|shpat)[-_][A-Za-z0-9_-]{20,}/, // xAI, Perplexity, NVIDIA, Tavily, PyPI, DigitalOcean, Shopify
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, // JSON Web Token
];
const SHAPE = new RegExp(SHAPES.map(({ source }) => source).join('|'), 'g');

/** `Authorization: Bearer …`, `x-api-key: …`, also inside JSON. */
const HEADER =
  /\b(authorization|proxy-authorization|x-api-key|api-key|x-goog-api-key)(\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?)((?:bearer |basic |token )?)([A-Za-z0-9._~+/=-]{8,})/gi;
/** `SOME_API_KEY=…`, `"client_secret": "…"`: a telling name before a long value of letters and digits. */
const ASSIGNMENT =
  /([\w-]{0,40}(?:api[_-]?key|secret|token|passwd|password|access[_-]?key))(\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?)([A-Za-z0-9_+/=~-]{16,})/gi;
/** `https://user:password@host` */
const USERINFO = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,100}):([^\s/@"']{3,200})@/gi;

interface Form {
  text: string;
  /** characters of it that must stand at the end of a text to count as its beginning */
  least: number;
}
/**
 * Characters of Base64 that are no beginning yet: every text ends like one of so many. They say next to nothing of the secret; `SecretFilter`
 * remembers them, so that the rest is found.
 */
export const ENCODED_HEAD = 3;

const secrets = new Set<string>();
/** every form of every secret, by its first character */
const forms = new Map<string, Form[]>();
let longest = 0;
let exact: RegExp | undefined;

/** From here on the value is redacted wherever it stands, in Base64, JSON and addresses as well. Values under 8 characters are ignored. */
export function addSecret(value: string): void {
  const secret = value.trim();
  if (secret.length < MIN_SECRET || secrets.has(secret) || secrets.size >= MAX_SECRETS) return;
  secrets.add(secret);
  const { plain, encoded } = secretForms(secret);
  for (const text of plain) addForm({ text, least: 1 });
  for (const text of encoded) addForm({ text, least: ENCODED_HEAD + 1 });
  exact = undefined;
}

function addForm(form: Form): void {
  const start = form.text[0] as string;
  const known = forms.get(start) ?? [];
  forms.set(start, [...known.filter(({ text, least }) => text !== form.text || least < form.least), form]);
  longest = Math.max(longest, form.text.length);
}

/** Matches every form of every secret, the longest first; made when it is next needed. */
function exactForms(): RegExp | undefined {
  if (exact || forms.size === 0) return exact;
  const longestFirst = [...forms.values()].flat().sort((a, b) => b.text.length - a.text.length);
  exact = new RegExp(longestFirst.map(({ text }) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return exact;
}

/**
 * Replaces registered secrets and what looks like a key. Text without any comes back unchanged; JSON stays JSON.
 * A secret that is cut in two by streaming is only found once the text is whole.
 */
export function redact(text: string): string {
  const known = redactSecrets(text);
  return known
    .replace(SHAPE, REDACTED)
    .replace(HEADER, (_all, name: string, between: string, scheme: string) => `${name}${between}${scheme}${REDACTED}`)
    .replace(ASSIGNMENT, (all, name: string, between: string, value: string) => (looksRandom(value) ? `${name}${between}${REDACTED}` : all))
    .replace(USERINFO, `$1:${REDACTED}@`);
}

/** The value with `redact` (or `how`) applied to every string in it, however deep; keys stay as they are. */
export function redactDeep<T>(value: T, how: (text: string) => string = redact): T {
  if (typeof value === 'string') return how(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, how)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactDeep(inner, how)])) as T;
}

/** Names and paths are words; keys mix letters and digits. */
function looksRandom(value: string): boolean {
  return /\d.*\d.*\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Replaces registered secrets only: for text a model works on, where a guess by shape would falsify files. */
export function redactSecrets(text: string): string {
  const known = exactForms();
  return known ? text.replace(known, REDACTED) : text;
}

/** Where the end of the text may be the beginning of a registered secret; the text's length where it is not. */
export function openSecret(text: string): number {
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
    const rest = text.length - at;
    const candidates = forms.get(text[at] as string);
    if (candidates?.some((form) => rest >= form.least && form.text.length > rest && form.text.startsWith(text.slice(at)))) return at;
  }
  return text.length;
}
