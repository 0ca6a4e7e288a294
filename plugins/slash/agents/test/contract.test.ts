import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['agents', 'agent', 'modes', 'mode', 'style']) slashContract({ pluginDir, id });
