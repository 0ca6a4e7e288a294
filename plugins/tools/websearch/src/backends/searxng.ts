import { type Backend, resultsIn, textOf, withSites } from '../backend.ts';

/** An instance of one's own, or a public one that answers in JSON. */
export const searxng: Backend = {
  id: 'searxng',
  name: 'SearXNG',
  keyEnv: [],
  urlEnv: 'SEARXNG_URL',
  request(search, base) {
    const parameters = new URLSearchParams({ q: withSites(search), format: 'json' });
    if (search.recency) parameters.set('time_range', search.recency);
    return { url: `${base}/search?${parameters}`, headers: { accept: 'application/json' } };
  },
  explain(status, text) {
    if (status === 403) return 'does not answer in JSON: its settings.yml must list json under search.formats.';
    if (status === 429) return 'had too many requests from here: its limiter holds them back.';
    const { results, unresponsive_engines: silent } = shape(text);
    if (status !== 200 || !Array.isArray(results) || results.length > 0 || !Array.isArray(silent) || silent.length === 0) return undefined;
    const engines = silent.map((entry) => (Array.isArray(entry) ? entry.map(textOf).filter(Boolean).join(': ') : textOf(entry)));
    return `found nothing, because engines behind it failed (${engines.slice(0, 5).join(', ')}).`;
  },
  read: (text) =>
    resultsIn(text, 'results').map(({ title, url, content, publishedDate }) => ({
      title: textOf(title),
      url: textOf(url),
      date: textOf(publishedDate),
      snippet: textOf(content),
    })),
};

function shape(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    // `read` tells of what is not JSON
    return {};
  }
}
