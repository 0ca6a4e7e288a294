import { tmpdir } from 'node:os';
import { serviceContract } from '../../../../test/contracts/service.ts';

const paths = { config: '/nowhere/config', data: '/nowhere/data', cache: '/nowhere/cache', state: '/nowhere/state' };
serviceContract({
  pluginDir: new URL('..', import.meta.url),
  methods: ['status', 'enter', 'mustAsk'],
  context: {
    kernel: { cwd: tmpdir(), paths, config: { config: {}, origin: () => undefined }, options: { env: {} }, list: () => [] } as never,
  },
});
