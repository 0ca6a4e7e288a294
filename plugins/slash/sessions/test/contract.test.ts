import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['new', 'sessions', 'resume', 'session', 'cost', 'search', 'rename', 'fork', 'archive', 'export', 'share'])
  slashContract({ pluginDir, id });
