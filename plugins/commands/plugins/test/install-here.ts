import { testKernel } from '../../../../kernel/test/support/test-kernel.ts';
import { Installer } from '../src/installer.ts';
import { parseSource } from '../src/source.ts';

// A process of its own that installs: node install-here.ts BASE SPEC
const [base = '', spec = ''] = process.argv.slice(2);
const { kernel } = testKernel({
  plugins: [],
  dataDir: `${base}/data`,
  cwd: base,
  load: () => Promise.reject(new Error('nothing is loaded here')),
});
await new Installer(kernel, new AbortController().signal, () => undefined).install(parseSource(spec, base, kernel.t), {
  yes: true,
  extra: [],
});
