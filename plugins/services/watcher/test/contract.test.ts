import { tmpdir } from 'node:os';
import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['start', 'ready', 'onChange'],
  context: { kernel: { cwd: tmpdir() } as never },
});
