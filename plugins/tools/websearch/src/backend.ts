import type { WebService } from '@ock/kernel';

export type Recency = 'day' | 'week' | 'month' | 'year';

/** What is looked for. Domains are bare host names; their subdomains belong to them. */
export interface Search {
  query: string;
  count: number;
  domains: readonly string[];
  blocked: readonly string[];
  recency?: Recency;
}

export interface Found {
  title: string;
  url: string;
  snippet: string;
  /** as the backend tells it */
  date?: string;
}

/** One search engine: how it is asked, and how its answer is read. */
export interface Backend extends Omit<WebService, 'otherwise'> {
  id: string;
  /** where it is; absent: only where the settings or `urlEnv` say */
  url?: string;
  urlEnv?: string;
  /** @param base without a slash at the end */
  request(search: Search, base: string, key: string): { url: string; headers?: Record<string, string>; body?: string };
  /** @throws Unreadable for what is no answer to a search */
  read(text: string): Found[] | Promise<Found[]>;
}

/** The answer is not what the backend sends. */
export class Unreadable extends Error {}

/** The list at `path` in a JSON answer. @throws Unreadable */
export function resultsIn(text: string, ...path: string[]): Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Unreadable('not JSON', { cause });
  }
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  if (!Array.isArray(value)) throw new Unreadable(`no ${path.join('.')}`);
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The query with the domains as operators, for backends that have no field for them. */
export function withSites({ query, domains, blocked }: Search): string {
  const only = domains.map((domain) => `site:${domain}`).join(' OR ');
  return [query, domains.length > 1 ? `(${only})` : only, ...blocked.map((domain) => `-site:${domain}`)].filter(Boolean).join(' ');
}
