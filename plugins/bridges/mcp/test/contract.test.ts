import type { PluginContext } from '@ock/kernel';
import { bridgeContract } from '../../../../test/contracts/bridge.ts';
import { serviceContract } from '../../../../test/contracts/service.ts';
import { mcpLab } from './support/mcp-lab.ts';

const lab = mcpLab({});
bridgeContract({ pluginDir: new URL('..', import.meta.url), context: { kernel: lab.kernel } as Partial<PluginContext> });
serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['servers', 'connect', 'tools', 'callTool', 'prompts', 'prompt', 'resources', 'readResource', 'signIn', 'signedIn', 'signOut'],
  context: { kernel: lab.kernel } as Partial<PluginContext>,
});
after(() => lab.close());
