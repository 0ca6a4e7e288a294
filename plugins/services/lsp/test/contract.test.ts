import { serviceContract } from '../../../../test/contracts/service.ts';

const kernel = {
  cwd: process.cwd(),
  paths: { data: '/nonexistent' },
  config: { config: {}, trusts: () => false },
  options: { env: {}, version: '0.0.0' },
  list: () => [],
  catalogue: { list: () => [] },
};

serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['status', 'serves', 'query', 'plan', 'before', 'newErrors', 'install', 'stop'],
  context: { kernel: kernel as never },
});
