import type { PluginContext } from '@ock/kernel';
import { bridgeContract } from '../../../../test/contracts/bridge.ts';
import { mcpLab } from './support/mcp-lab.ts';

const lab = mcpLab({});
bridgeContract({ pluginDir: new URL('..', import.meta.url), context: { kernel: lab.kernel } as Partial<PluginContext> });
after(() => lab.close());
