import { serviceContract } from '../../../../test/contracts/service.ts';

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['record', 'loosen', 'target', 'next'],
  context: { kernel: { cwd: '/nowhere', paths: { data: '/nowhere/data' }, config: { config: {} } } } as never,
});
