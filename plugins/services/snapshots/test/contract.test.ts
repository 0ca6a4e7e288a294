import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['changes', 'diff', 'revert', 'unrevert', 'checkpoint', 'checkpoints', 'removeSessions', 'prune'],
  context: { kernel: { cwd: tmpdir(), paths: { data: join(tmpdir(), 'ock-no-data') } } as never },
});
