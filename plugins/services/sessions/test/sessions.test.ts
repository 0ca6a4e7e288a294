import { serviceContract } from '../../../../test/contracts/service.ts';
import { sessionServiceContract } from '../../../../test/contracts/session-service.ts';
import { sessionTransferContract } from '../../../../test/contracts/session-transfer.ts';

const pluginDir = new URL('..', import.meta.url);
const store = (id: string) => new URL(`../../../stores/${id}/`, import.meta.url);

serviceContract({
  pluginDir,
  methods: [
    'create',
    'get',
    'list',
    'search',
    'facts',
    'archive',
    'prune',
    'page',
    'update',
    'remove',
    'messages',
    'eachMessage',
    'eachPart',
    'write',
    'fork',
    'export',
    'import',
    'resolve',
    'lock',
  ],
  context: { kernel: { paths: { data: '/nowhere' }, config: { config: {} } } } as never,
});
for (const options of [{ store: 'sqlite', storeDir: store('sqlite') }, { store: 'files', storeDir: store('files') }, { store: 'memory' }]) {
  sessionServiceContract({ pluginDir, ...options });
  sessionTransferContract({ pluginDir, ...options });
}
