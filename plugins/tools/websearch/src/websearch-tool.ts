import { askWebService, type Tool, type ToolContext, ToolError, webContent } from '@ock/kernel';
import { type Search, Unreadable } from './backend.ts';
import { type Chosen, chooseBackend } from './choose-backend.ts';
import type { WebSearchInput } from './parameters.ts';
import { bareDomain, keepResults, resultLines } from './results.ts';

const TIMEOUT_MS = 25_000;
const RESULTS = 8;

/** @param env where keys and addresses of backends are read, at each call */
export function createWebSearchTool(env: Readonly<Record<string, string | undefined>>): Tool<WebSearchInput> {
  return {
    subjects(input, ctx) {
      const search = searchOf(input);
      const chosen = chooseBackend(ctx.config, env);
      const url = new URL(chosen.backend.request(search, chosen.base, '').url);
      if (!url.searchParams.has('q')) url.searchParams.set('q', search.query);
      return [{ action: 'net', url: url.href, service: `${url.origin}${url.pathname}?` }];
    },
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const search = searchOf(input);
      if (search.query === '') throw new ToolError('There is nothing to search for: the query is empty.');
      const chosen = chooseBackend(ctx.config, env);
      const { id, name } = chosen.backend;
      const results = keepResults(await ask(search, chosen, ctx), search);
      const metadata = { backend: id, results: results.length, urls: results.map(({ url }) => url) };
      const title = `${JSON.stringify(search.query.slice(0, 120))} (${name}: ${results.length})`;
      if (results.length === 0)
        return {
          text: `${name} found nothing for ${JSON.stringify(search.query)}. Try other words, or fewer restrictions.`,
          title,
          metadata,
        };
      const limits = { dir: ctx.outputDir, name: `websearch-${ctx.callId}` };
      const { text, file } = await webContent(`${name}: ${search.query}`, resultLines(results), limits);
      return { text, title, metadata: { ...metadata, ...(file && { output_file: file }) } };
    },
  };
}

function searchOf({ query, numResults = RESULTS, domains = [], blockedDomains = [], recency }: WebSearchInput): Search {
  const text = query.replace(/\s+/g, ' ').trim();
  const bare = (list: readonly string[]) => [...new Set(list.map(bareDomain).filter(Boolean))];
  return { query: text, count: numResults, domains: bare(domains), blocked: bare(blockedDomains), ...(recency && { recency }) };
}

async function ask(search: Search, { backend, base, key, headers, allow }: Chosen, ctx: ToolContext) {
  const request = backend.request(search, base, key);
  const otherwise = 'Another backend can be set with [tool.websearch] backend; webfetch reads a page whose address is known.';
  const text = await askWebService({ ...backend, otherwise }, request.url, {
    tool: 'websearch',
    allow,
    timeoutMs: TIMEOUT_MS,
    signal: ctx.signal,
    env: ctx.env,
    headers: { ...headers, ...request.headers },
    ...(request.body !== undefined && { body: request.body }),
  });
  try {
    return await backend.read(text);
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    throw new ToolError(`${backend.name} answered with something that is not search results (${cause.message}). ${otherwise}`, { cause });
  }
}
