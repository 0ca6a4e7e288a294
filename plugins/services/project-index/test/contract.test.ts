import { serviceContract } from '../../../../test/contracts/service.ts';
import { fakeKernel } from './support.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['read', 'describe'],
  context: { kernel: fakeKernel('/nonexistent') as never },
});
