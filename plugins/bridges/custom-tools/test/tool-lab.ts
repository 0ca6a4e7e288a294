import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BridgeTool, Kernel, PluginContext, Tool, ToolContext, ToolOutput } from '@ock/kernel';
import { gatherMessages } from '../../../../kernel/src/build.ts';
import { childScript } from '../../../../kernel/test/host/support/host-fixture.ts';
import { testKernel } from '../../../../kernel/test/support/test-kernel.ts';
import { testPlugin } from '../../../../test/support/plugin-context.ts';
import { ROOT } from '../../../../test/support/tree.ts';
import { CustomTools } from '../src/custom-tools.ts';

export interface ToolLabOptions {
  /** `[tool]`, in the project's opencode.toml */
  tool?: Record<string, Record<string, unknown>>;
  override?: Record<string, string>;
  env?: Record<string, string>;
  /** is the project? */
  trusted?: boolean;
  /** ids that plugins have */
  taken?: string[];
  /** files below the project, by path; programs where they begin with `#!` */
  files?: Record<string, string>;
  /** files below the folder of the global configuration */
  own?: Record<string, string>;
}

export interface ToolLab {
  work: string;
  base: string;
  kernel: Kernel;
  bridge: CustomTools;
  notices: string[];
  logged: { text: string; data?: Record<string, unknown> }[];
  ids(): string[];
  brought(id: string): BridgeTool;
  run(id: string, input: unknown, ctx: ToolContext): Promise<ToolOutput>;
  close(): Promise<void>;
}

/** The bridge, started, over a git project and a configuration folder of its own. */
export async function toolLab(options: ToolLabOptions): Promise<ToolLab> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'ock-tools-')));
  const [work, config] = [join(base, 'work'), join(base, 'config')];
  mkdirSync(join(work, '.git'), { recursive: true });
  for (const [root, files] of [[work, options.files ?? {}] as const, [config, options.own ?? {}] as const]) put(root, files);
  const { tool = {}, override = {}, trusted = true, taken = [], env } = options;
  const script = await childScript();
  const { kernel, logged } = testKernel({
    plugins: [],
    load: () => Promise.reject(new Error('no plugin here')),
    config: { tool, override },
    dataDir: config,
    cwd: work,
    messages: gatherMessages(ROOT),
    ...(env && { env }),
  });
  Object.assign(kernel.config, { trusts: () => trusted, origin: () => ({ layer: 'project', file: join(work, 'opencode.toml') }) });
  const known = kernel.catalogue.find.bind(kernel.catalogue);
  kernel.catalogue.find = ((kind: 'tool', id: string) => (taken.includes(id) ? {} : known(kind, id))) as typeof known;
  const notices: string[] = [];
  kernel.hooks.event.tap('test', (event) => void (event.type === 'notice' && notices.push(event.text)));
  const { ctx, logged: said } = testPlugin(new URL('..', import.meta.url), { context: { kernel } as Partial<PluginContext> });
  const bridge = new CustomTools({ ...ctx, t: kernel.t, signal: kernel.signal }, script);
  await bridge.start(kernel.signal);
  const brought = (id: string) => {
    const found = bridge.tools().find(({ contribution }) => contribution.id === id);
    if (!found) throw new Error(`no tool ${id}: ${notices.join('; ')}`);
    return found;
  };
  return {
    work,
    base,
    kernel,
    bridge,
    notices,
    get logged() {
      return [...logged, ...said];
    },
    ids: () => bridge.tools().map(({ contribution }) => contribution.id),
    brought,
    run: (id, input, ctx) => (brought(id).tool as Tool<unknown>).run(input, ctx),
    close: async () => {
      await bridge.stop();
      await kernel.close('test');
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function put(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    if (text.startsWith('#!')) chmodSync(join(root, name), 0o755);
  }
}
