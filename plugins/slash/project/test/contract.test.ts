import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['index', 'plans', 'docs', 'files']) slashContract({ pluginDir, id });
