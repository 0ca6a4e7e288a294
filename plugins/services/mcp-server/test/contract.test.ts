import type { PluginContext } from '@ock/kernel';
import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  methods: ['stdio', 'http'],
  pluginDir: new URL('..', import.meta.url),
  context: { kernel: {} } as Partial<PluginContext>,
});
