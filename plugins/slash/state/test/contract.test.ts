import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['status', 'todo', 'plan', 'tools', 'mcp', 'lsp', 'skills', 'plugins', 'doctor']) slashContract({ pluginDir, id });
