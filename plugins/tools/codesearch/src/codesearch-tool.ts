import { askWebService, parseWebUrl, serviceKey, type Tool, type ToolContext, ToolError, type ToolOutput, webContent } from '@ock/kernel';
import type { CodeSearchInput } from './parameters.ts';

const EXA = 'https://api.exa.ai';
const KEY_URL = 'https://dashboard.exa.ai/api-keys';
const TOKENS = 5000;
/** the service reads and shortens pages before it answers */
const TIMEOUT_MS = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** @param env where the key is read, at each call */
export function createCodeSearchTool(env: Environment): Tool<CodeSearchInput> {
  return {
    subjects({ query, scope }, { config }) {
      if (scope === 'project') return [{ action: 'other', what: 'codesearch' }];
      const service = `${endpoint(config).url}?`;
      return [{ action: 'net', url: `${service}${new URLSearchParams({ q: query })}`, service }];
    },
    async run({ query, tokensNum = TOKENS, scope = 'web' }, ctx) {
      ctx.signal.throwIfAborted();
      if (query.trim() === '') throw new ToolError('There is nothing to search for: the query is empty.');
      // no part of the product builds an index by meaning yet
      if (scope === 'project')
        throw new ToolError(
          'This project has no index of its code by meaning, and nothing builds one yet. Use grep, glob, explore or lsp.',
        );
      return searchWeb(query.trim(), tokensNum, ctx, env);
    },
  };
}

async function searchWeb(query: string, tokensNum: number, ctx: ToolContext, env: Environment): Promise<ToolOutput> {
  const key = serviceKey('exa', ['EXA_API_KEY'], ctx.config, env);
  const otherwise = 'Without it, websearch and webfetch find documentation, grep finds code of this project.';
  if (key === undefined)
    throw new ToolError(`codesearch needs a key of Exa: put it in EXA_API_KEY or [tool.codesearch] exa_api_key (${KEY_URL}). ${otherwise}`);
  const { url, allow } = endpoint(ctx.config);
  const service = { name: 'Exa', keyEnv: ['EXA_API_KEY'], keyUrl: KEY_URL, otherwise };
  const answer = await askWebService(service, url, {
    tool: 'codesearch',
    allow,
    timeoutMs: TIMEOUT_MS,
    signal: ctx.signal,
    env: ctx.env,
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, tokensNum }),
  });
  const found = foundIn(answer);
  if (!found) throw new ToolError(`Exa answered with something that is not code context. ${otherwise}`);
  const { code, sources } = found;
  const title = `${JSON.stringify(query.slice(0, 120))} (${sources})`;
  const metadata = { sources };
  if (code === '') return { text: `Exa found no code for ${JSON.stringify(query)}. Name the language and the library.`, title, metadata };
  const { text, file } = await webContent(`Exa code context: ${query}`, code, { dir: ctx.outputDir, name: `codesearch-${ctx.callId}` });
  return { text, title, metadata: { ...metadata, ...(file && { output_file: file }) } };
}

/** `[tool.codesearch] exa_url` may lead elsewhere, also to a private address. */
function endpoint({ exa_url: own }: Record<string, unknown>): { url: string; allow: string[] } {
  const url = parseWebUrl(typeof own === 'string' && own !== '' ? own : EXA);
  return { url: `${url.href.replace(/\/+$/, '')}/context`, allow: url.origin === EXA ? [] : [url.hostname] };
}

function foundIn(answer: string): { code: string; sources: number } | undefined {
  try {
    const { response, resultsCount } = JSON.parse(answer) as { response?: unknown; resultsCount?: unknown };
    if (typeof response !== 'string') return undefined;
    return { code: response.trim(), sources: typeof resultsCount === 'number' ? resultsCount : 0 };
  } catch {
    return undefined;
  }
}
