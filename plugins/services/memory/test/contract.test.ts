import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['of', 'sessionNote'],
  context: { kernel: { paths: { data: '/nonexistent' } } as never },
});
