import { tmpdir } from 'node:os';
import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['list', 'try'],
  context: { kernel: { cwd: tmpdir(), config: { config: {}, files: [], said: () => [], trusts: () => false } } as never },
});
