import { type DomElement, parseHtml } from '@ock/kernel';
import { type Backend, type Found, Unreadable, withSites } from '../backend.ts';

const FRESHNESS = { day: 'd', week: 'w', month: 'm', year: 'y' } as const;
const PUZZLE = /anomaly-modal|anomaly\.js|id=["']challenge-form/;
const NOTHING = /class=["'][^"']*\b(?:no-results|result--no-result)\b/;

/** The page for browsers without scripts: no key, no API, and a puzzle for those it takes for bots. */
export const duckduckgo: Backend = {
  id: 'duckduckgo',
  name: 'DuckDuckGo',
  keyEnv: [],
  url: 'https://html.duckduckgo.com',
  request(search, base) {
    const parameters = new URLSearchParams({ q: withSites(search) });
    if (search.recency) parameters.set('df', FRESHNESS[search.recency]);
    return { url: `${base}/html/?${parameters}`, headers: { accept: 'text/html' } };
  },
  explain(status, text) {
    const isPuzzle = status === 202 || (PUZZLE.test(text) && !text.includes('result__a'));
    if (isPuzzle) return 'takes this for a bot and wants a puzzle solved. Wait some minutes.';
    return status === 403 || status === 429 ? `blocks searches from here at the moment (${status}). Wait some minutes.` : undefined;
  },
  async read(html): Promise<Found[]> {
    const document = await parseHtml(html);
    const found: Found[] = [];
    for (const node of document.querySelectorAll('.result')) {
      const link = node.querySelector('a.result__a') ?? node.querySelector('.result__title a');
      const url = link && !isAd(node) ? targetOf(link.getAttribute('href') ?? '') : undefined;
      if (!link || url === undefined) continue;
      const date = /\d{4}-\d\d-\d\d/.exec(node.querySelector('.result__extras')?.textContent ?? '')?.[0];
      const snippet = node.querySelector('.result__snippet')?.textContent ?? '';
      found.push({ title: link.textContent ?? '', url, snippet, ...(date && { date }) });
    }
    if (found.length === 0 && !NOTHING.test(html) && document.querySelector('.result') === null)
      throw new Unreadable('no results on the page');
    return found;
  },
};

function isAd(node: DomElement): boolean {
  return /\bresult--ad/.test(node.getAttribute('class') ?? '') || node.querySelector('.badge--ad') !== null;
}

/** Links lead over `/l/?uddg=<address>`, those of ads over `/y.js`. @returns undefined for what is no result */
function targetOf(href: string): string | undefined {
  if (!URL.canParse(href, 'https://duckduckgo.com')) return undefined;
  const url = new URL(href, 'https://duckduckgo.com');
  if (!/(^|\.)duckduckgo\.com$/.test(url.hostname)) return url.href;
  if (url.pathname === '/y.js' || url.searchParams.has('ad_domain')) return undefined;
  const target = url.pathname.startsWith('/l/') ? (url.searchParams.get('uddg') ?? '') : url.href;
  return target.includes('duckduckgo.com/y.js') ? undefined : target;
}
