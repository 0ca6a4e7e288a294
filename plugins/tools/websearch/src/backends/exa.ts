import { type Backend, type Recency, resultsIn, textOf } from '../backend.ts';

const DAYS: Record<Recency, number> = { day: 1, week: 7, month: 31, year: 366 };
const DAY_MS = 86_400_000;

export const exa: Backend = {
  id: 'exa',
  name: 'Exa',
  keyEnv: ['EXA_API_KEY'],
  keyUrl: 'https://dashboard.exa.ai/api-keys',
  url: 'https://api.exa.ai',
  request: ({ query, count, domains, blocked, recency }, base, key) => ({
    url: `${base}/search`,
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      query,
      type: 'auto',
      numResults: count,
      ...(domains.length > 0 && { includeDomains: domains }),
      ...(blocked.length > 0 && { excludeDomains: blocked }),
      ...(recency && { startPublishedDate: new Date(Date.now() - DAYS[recency] * DAY_MS).toISOString() }),
      contents: { highlights: true },
    }),
  }),
  read: (text) =>
    resultsIn(text, 'results').map(({ title, url, publishedDate, highlights, text: whole, summary }) => ({
      title: textOf(title),
      url: textOf(url),
      date: textOf(publishedDate),
      snippet: Array.isArray(highlights) ? highlights.map(textOf).join(' … ') : textOf(summary) || textOf(whole),
    })),
};
