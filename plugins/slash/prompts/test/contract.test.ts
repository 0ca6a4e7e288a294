import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['init', 'review', 'commands']) slashContract({ pluginDir, id });
