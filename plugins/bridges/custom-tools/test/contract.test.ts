import type { PluginContext } from '@ock/kernel';
import { bridgeContract } from '../../../../test/contracts/bridge.ts';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { stopFile } from './contract/file/src/index.ts';
import { type ToolLab, toolLab } from './tool-lab.ts';

describe('tools of a person’s own', () => {
  const context: Partial<PluginContext> = {};
  let lab: ToolLab;
  before(async () => {
    lab = await toolLab({});
    Object.assign(context, { kernel: lab.kernel });
  });
  after(async () => {
    await lab.close();
    await stopFile();
  });

  bridgeContract({ pluginDir: new URL('..', import.meta.url), context });

  toolContract({
    pluginDir: new URL('contract/command/', import.meta.url),
    id: 'command',
    input: { text: 'hello', seconds: 0 },
    minimal: { text: 'hello' },
    failing: { text: '', seconds: 0 },
    endless: { text: 'hello', seconds: 600 },
  });

  toolContract({
    pluginDir: new URL('contract/file/', import.meta.url),
    id: 'file',
    input: { text: 'hello', seconds: 0 },
    minimal: { text: 'hello' },
    failing: { text: '' },
    endless: { text: 'hello', seconds: 600 },
  });
});
