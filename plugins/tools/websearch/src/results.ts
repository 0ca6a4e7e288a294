import { withoutHidden } from '@ock/kernel';
import type { Found, Search } from './backend.ts';

const MAX_TITLE = 200;
const MAX_SNIPPET = 600;

/** A domain as it may be written: an address, `*.example.com`, `www.example.com`. */
export function bareDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^(\*?\.|www\.)/, '')
    .replace(/[/:?#].*$/, '');
}

/** What is told of what was found: web addresses only, each once, within the domains, whatever the backend made of them. */
export function keepResults(found: readonly Found[], { count, domains, blocked }: Search): Found[] {
  const seen = new Set<string>();
  const kept: Found[] = [];
  for (const { title, url, snippet, date } of found) {
    if (kept.length >= count || !URL.canParse(url)) continue;
    const { protocol, hostname, href } = new URL(url);
    const under = (domain: string) => hostname === domain || hostname.endsWith(`.${domain}`);
    const wanted = (domains.length === 0 || domains.some(under)) && !blocked.some(under);
    if (!/^https?:$/.test(protocol) || !wanted || seen.has(href)) continue;
    seen.add(href);
    const day = shortDate(date);
    kept.push({ title: line(title, MAX_TITLE) || hostname, url: href, snippet: line(snippet, MAX_SNIPPET), ...(day && { date: day }) });
  }
  return kept;
}

export function resultLines(results: readonly Found[]): string {
  return results
    .map(({ title, url, date, snippet }, at) => [`${at + 1}. ${title}`, url, date, snippet].filter(Boolean).join('\n   '))
    .join('\n');
}

/** The day of an ISO date; other words ("3 days ago") as they are. */
function shortDate(date: string | undefined): string {
  return /^\d{4}-\d\d-\d\d/.exec(date ?? '')?.[0] ?? line(date ?? '', 40);
}

function line(text: string, max: number): string {
  const clean = [...withoutHidden(text).replace(/\s+/g, ' ').trim()];
  return clean.length > max ? `${clean.slice(0, max - 1).join('')}…` : clean.join('');
}
