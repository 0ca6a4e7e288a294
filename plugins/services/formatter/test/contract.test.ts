import { tmpdir } from 'node:os';
import { serviceContract } from '../../../../test/contracts/service.ts';
import { fakeKernel } from './support.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['list', 'formatterOf', 'format'],
  context: { kernel: fakeKernel(tmpdir()) as never },
});
