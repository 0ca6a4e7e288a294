import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['sessionNote', 'files'],
  context: { kernel: { paths: { config: '/nonexistent' } } as never },
});
