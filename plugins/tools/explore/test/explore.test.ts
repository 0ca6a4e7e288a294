import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { temporaryFolder } from '../../../../test/support/tool-context.ts';
import { ROOT } from '../../../../test/support/tree.ts';

const parts: Record<string, unknown> = {};

before(async () => {
  const data = await temporaryFolder();
  const kernel = {
    paths: { data },
    options: { env: { PATH: process.env.PATH } },
    list: () => [],
    catalogue: { list: () => [] },
    config: { config: {} },
  };
  const service = await activatePlugin(pathToFileURL(join(ROOT, 'plugins/services/project-index/')), {
    context: { kernel: kernel as never },
  });
  parts['service:project-index'] = service.registered.get('service:project-index');
});

toolContract({
  pluginDir: new URL('..', import.meta.url),
  parts,
  setup({ cwd }) {
    mkdirSync(join(cwd, 'sub'));
    writeFileSync(join(cwd, 'sub/main.py'), 'print(1)\n');
  },
  input: { query: 'main', path: 'sub' },
  minimal: {},
  failing: { path: 'nowhere' },
  pathArgument: 'path',
});
