import { type BridgeTool, near, type Tool, type ToolContribution, ToolError, type Translate } from '@ock/kernel';

/** tools from which on their schemas are not sent with every request */
const MANY_TOOLS = 40;
/** characters of descriptions and schemas that come to about 20,000 tokens */
const MANY_CHARS = 80_000;
const DEFAULT_HITS = 5;
const MAX_HITS = 20;
/** names told with the description of the search */
const MAX_NAMED = 200;

/** @param setting `[mcp] lazy` */
export function isLazy(setting: boolean | number | undefined, tools: readonly BridgeTool[]): boolean {
  if (typeof setting === 'boolean') return setting && tools.length > 0;
  if (typeof setting === 'number') return tools.length >= Math.max(setting, 1);
  if (tools.length > MANY_TOOLS) return true;
  const chars = tools.reduce(
    (sum, { contribution: { description = '', parameters } }) => sum + description.length + JSON.stringify(parameters ?? {}).length,
    0,
  );
  return chars > MANY_CHARS;
}

/** Two tools in place of many: one finds, one calls. The found one is checked and judged under its own name. */
export function lazyTools(tools: readonly BridgeTool[], t: Translate): BridgeTool[] {
  const all = tools.map(({ contribution }) => contribution);
  const ids = all.map(({ id }) => id);
  const named = ids.length > MAX_NAMED ? `${ids.slice(0, MAX_NAMED).join(', ')} and ${ids.length - MAX_NAMED} more` : ids.join(', ');
  return [
    {
      contribution: {
        id: 'mcp_search_tools',
        get summary() {
          return t('bridge-mcp.tool_search');
        },
        permission: 'session',
        readOnly: true,
        description: `Finds tools of MCP servers and tells their arguments; mcp_call_tool calls them. Names: ${named}.`,
        parameters: {
          type: 'object',
          properties: {
            query: { type: 'string', description: 'words of what the tool should do, or its name' },
            limit: { type: 'integer', minimum: 1, maximum: MAX_HITS },
          },
          required: ['query'],
        },
      },
      tool: {
        run: async ({ query, limit = DEFAULT_HITS }) => ({ text: hits(all, query, limit) }),
      } satisfies Tool<{ query: string; limit?: number }> as Tool,
    },
    {
      contribution: {
        id: 'mcp_call_tool',
        get summary() {
          return t('bridge-mcp.tool_call');
        },
        permission: 'exec',
        readOnly: false,
        description: 'Calls a tool that mcp_search_tools has told of, with arguments that fit its schema.',
        parameters: {
          type: 'object',
          properties: { tool: { type: 'string', description: 'its name' }, arguments: { type: 'object' } },
          required: ['tool'],
        },
      },
      tool: {
        standsFor: (input: unknown) => {
          const { tool, arguments: given = {} } = input as { tool: string; arguments?: unknown };
          return { tool, input: given };
        },
        run: ({ tool }) => {
          const meant = near(tool, ids);
          return Promise.reject(new ToolError(`There is no tool ${tool}${meant ? `; did you mean ${meant}?` : '.'}`));
        },
      } satisfies Tool<{ tool: string }> as Tool,
    },
    ...tools.map((tool) => ({ ...tool, hidden: true })),
  ];
}

/** Best first; words in names count most, rare words more than common ones. */
function hits(all: readonly ToolContribution[], query: string, limit: number): string {
  const wanted = [...new Set(words(query))];
  const entries = all.map((tool) => {
    const { id, description = '', parameters } = tool;
    return { tool, name: words(id), text: words(`${description} ${Object.keys((parameters?.properties as object) ?? {}).join(' ')}`) };
  });
  const has = (list: string[], word: string) => list.some((one) => one === word || (word.length > 3 && one.startsWith(word)));
  const weight = (word: string) => {
    const holding = entries.filter(({ name, text }) => has(name, word) || has(text, word)).length;
    return Math.log(1 + all.length / (1 + holding));
  };
  const weights = new Map(wanted.map((word) => [word, weight(word)]));
  const scored = entries.map(({ tool, name, text }) => {
    const score = wanted.reduce((sum, word) => sum + (weights.get(word) ?? 0) * ((has(name, word) ? 3 : 0) + (has(text, word) ? 1 : 0)), 0);
    return { tool, score: tool.id === query.trim() ? Infinity : score };
  });
  const best = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || (a.tool.id < b.tool.id ? -1 : 1));
  if (best.length === 0)
    return `Nothing fits "${query}". Names: ${all
      .map(({ id }) => id)
      .slice(0, MAX_NAMED)
      .join(', ')}.`;
  return best
    .slice(0, Math.min(limit, MAX_HITS))
    .map(({ tool: { id, description = '', parameters } }) => `${id}\n${description}\narguments: ${JSON.stringify(parameters ?? {})}`)
    .join('\n\n');
}

function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
}
