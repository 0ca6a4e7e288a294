import { type McpServer, type Slash, sanitizeLine, type Translate } from '@ock/kernel';

/** Configured MCP servers. Starts none. */
export function createMcp(t: Translate): Slash {
  return {
    async run({ kernel, line, table, style }) {
      const mcp = kernel.find('service', 'mcp') ? await kernel.use('service', 'mcp') : undefined;
      const servers = mcp?.servers() ?? [];
      for (const problem of mcp?.problems() ?? []) line(style.yellow(sanitizeLine(problem)));
      if (servers.length === 0) return line(t('slash-state.no_servers'));
      table(servers.map((server) => [sanitizeLine(server.name), stateOf(server, t), sanitizeLine(server.target)]));
      line(style.dim(t('slash-state.mcp_hint')));
    },
  };
}

function stateOf({ name, state, tools = 0, error = '' }: McpServer, t: Translate): string {
  return t(`slash-state.mcp_${state}`, { name: sanitizeLine(name), tools, error: sanitizeLine(error) });
}

/** Language servers: those that are there, or run. */
export function createLsp(t: Translate): Slash {
  return {
    async run({ kernel, line, table, style }) {
      const all = kernel.find('service', 'lsp') ? (await kernel.use('service', 'lsp')).status() : [];
      const shown = all.filter(({ state }) => state !== 'missing');
      if (shown.length === 0) line(t('slash-state.no_languages'));
      table(
        shown.map(({ language, server, state, reason, roots }) => [
          language,
          server,
          t(`slash-state.lsp_${state}`),
          reason === 'untrusted' ? t('slash-state.lsp_untrusted') : sanitizeLine(reason ?? roots.join(', ')),
        ]),
      );
      line(style.dim(t('slash-state.lsp_hint')));
    },
  };
}
