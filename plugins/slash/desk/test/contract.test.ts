import { slashContract } from '../../../../test/contracts/slash.ts';

const pluginDir = new URL('..', import.meta.url);
for (const id of ['copy', 'editor', 'theme', 'language', 'queue']) slashContract({ pluginDir, id });
