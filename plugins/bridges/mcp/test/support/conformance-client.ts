import type { ToolContext } from '../../../../../kernel/src/index.ts';
import { english } from '../../../../../test/support/english.ts';
import { testToolContext } from '../../../../../test/support/tool-context.ts';
import type { McpClientService } from '../../src/mcp-service.ts';
import { mcpLab } from './mcp-lab.ts';

/**
 * Our client as the conformance suite runs it: the server's address is the last argument, the scenario and what it needs stand in the
 * environment. It connects, with a person who agrees to everything, and calls every tool.
 */
const url = process.argv.at(-1) ?? '';
const scenario = process.env.MCP_CONFORMANCE_SCENARIO ?? '';
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') as Record<string, string>;
const alone = scenario.startsWith('auth/client-credentials');
const oauth = {
  ...(alone && { flow: 'client_credentials' }),
  ...(scenario === 'auth/basic-cimd' && { client_id: 'https://conformance-test.local/client-metadata.json' }),
  ...(context.client_id && { client_id: context.client_id }),
  ...(context.client_secret && { client_secret: context.client_secret }),
  ...(context.private_key_pem && { private_key: context.private_key_pem, private_key_alg: context.signing_algorithm ?? 'ES256' }),
};
const lab = mcpLab({ servers: { it: { url, oauth } } });
const service = (await lab.service()) as McpClientService;
const { signal } = new AbortController();
const follow = (page: string) => {
  fetch(page, { redirect: 'manual' })
    .then((response) => fetch(response.headers.get('location') ?? ''))
    .catch((error: unknown) => process.stderr.write(`${error}\n`));
};
const person = await testToolContext();
const agrees: ToolContext = {
  ...person,
  ask: async (questions) =>
    questions.map(({ options }) =>
      options?.some(({ label }) => label === english('bridge-mcp.answer')) ? [english('bridge-mcp.answer')] : [''],
    ),
};
try {
  if (scenario.startsWith('auth/')) await service.signIn('it', { signal, show: ({ url: page }) => follow(page) }, meanwhile);
  else await meanwhile();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
} finally {
  await person.dispose();
  await lab.close();
}

async function meanwhile(): Promise<void> {
  for (const { name, parameters } of await service.tools('it', signal)) {
    const wanted = Object.entries((parameters?.properties ?? {}) as Record<string, { type?: string }>);
    const input = Object.fromEntries(wanted.map(([key, { type }]) => [key, type === 'number' || type === 'integer' ? 5 : 'text']));
    await service.callTool('it', name, input, signal, agrees);
  }
}
