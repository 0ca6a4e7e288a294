import { type Backend, resultsIn, textOf } from '../backend.ts';

export const tavily: Backend = {
  id: 'tavily',
  name: 'Tavily',
  keyEnv: ['TAVILY_API_KEY'],
  keyUrl: 'https://app.tavily.com',
  url: 'https://api.tavily.com',
  request: ({ query, count, domains, blocked, recency }, base, key) => ({
    url: `${base}/search`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      query,
      search_depth: 'basic',
      max_results: count,
      ...(domains.length > 0 && { include_domains: domains }),
      ...(blocked.length > 0 && { exclude_domains: blocked }),
      ...(recency && { time_range: recency }),
    }),
  }),
  read: (text) =>
    resultsIn(text, 'results').map(({ title, url, content, published_date }) => ({
      title: textOf(title),
      url: textOf(url),
      date: textOf(published_date),
      snippet: textOf(content),
    })),
};
