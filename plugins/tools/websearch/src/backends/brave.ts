import { type Backend, type Found, resultsIn, textOf, Unreadable, withSites } from '../backend.ts';

const FRESHNESS = { day: 'pd', week: 'pw', month: 'pm', year: 'py' } as const;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export const brave: Backend = {
  id: 'brave',
  name: 'Brave Search',
  keyEnv: ['BRAVE_API_KEY', 'BRAVE_SEARCH_API_KEY'],
  keyUrl: 'https://api-dashboard.search.brave.com/app/keys',
  url: 'https://api.search.brave.com',
  request(search, base, key) {
    const parameters = new URLSearchParams({ q: withSites(search), count: String(search.count), text_decorations: 'false' });
    if (search.recency) parameters.set('freshness', FRESHNESS[search.recency]);
    return { url: `${base}/res/v1/web/search?${parameters}`, headers: { 'x-subscription-token': key, accept: 'application/json' } };
  },
  read(text): Found[] {
    if (isEmpty(text)) return [];
    return resultsIn(text, 'web', 'results').map(({ title, url, description, page_age, age }) => ({
      title: plain(textOf(title)),
      url: textOf(url),
      date: textOf(page_age) || textOf(age),
      snippet: plain(textOf(description)),
    }));
  },
};

/** Where nothing is found the answer has no `web` at all. */
function isEmpty(text: string): boolean {
  try {
    const answer = JSON.parse(text) as { type?: unknown; web?: unknown } | null;
    return answer?.type === 'search' && answer.web === undefined;
  } catch (cause) {
    throw new Unreadable('not JSON', { cause });
  }
}

/** Titles and descriptions may hold marks and entities, whatever was asked for. */
function plain(html: string): string {
  return html
    .replace(/<\/?(?:strong|b|em|i)>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}
