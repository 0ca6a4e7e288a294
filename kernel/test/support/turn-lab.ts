import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event } from '@ock/schemas';
import { sourceRuntime } from '../../src/boot/source-runtime.ts';
import { readBundledPlugins } from '../../src/index/build-index.ts';
import type { Bridge } from '../../src/kinds/bridge.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from '../../src/kinds/model.ts';
import type { PermissionDecision } from '../../src/kinds/policy.ts';
import type { Tool, ToolContribution } from '../../src/kinds/tool.ts';
import type { Wire } from '../../src/kinds/wire.ts';
import type { Kernel } from '../../src/runtime/kernel.ts';
import type { PluginModule } from '../../src/runtime/plugin.ts';
import type { Conversation } from '../../src/turn/conversation.ts';
import { type OpenOptions, openConversation } from '../../src/turn/open-conversation.ts';
import { indexed, testKernel } from './test-kernel.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** What the model does on its n-th request (from 1): events, or its own way with the signal. */
export type Script = (
  request: ModelRequest,
  n: number,
  io: { emit(event: ModelEvent): void; signal: AbortSignal; target: ModelTarget },
) => ModelEvent[] | Promise<ModelEvent[]>;

export interface LabTool extends Partial<ToolContribution> {
  run: Tool<Record<string, unknown>>['run'];
  subjects?: Tool<Record<string, unknown>>['subjects'];
}

export interface TurnLab {
  kernel: Kernel;
  dir: string;
  requests: ModelRequest[];
  events: Event[];
  open(options?: OpenOptions): Promise<Conversation>;
  close(): Promise<void>;
}

/**
 * A kernel with a scripted model (`p/m`, 1 USD per million tokens), the given tools, the real session service in memory, and a policy that
 * allows everything unless `judge` says otherwise.
 */
export function turnLab(
  script: Script,
  options: {
    tools?: Record<string, LabTool>;
    config?: object;
    judge?: (tool: string) => PermissionDecision;
    agents?: object[];
    modes?: object[];
    bridge?: Bridge;
    /** names of bundled plugins that are there as well */
    bundled?: string[];
    env?: Record<string, string>;
    /** what the model's wire makes of an effort; absent: nothing */
    effort?: Wire['effort'];
  } = {},
): TurnLab {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-turn-')));
  const requests: ModelRequest[] = [];
  const events: Event[] = [];
  const tools = Object.entries(options.tools ?? {});
  const cost = { input: 1, output: 1 };
  const own = indexed(
    '@t/lab',
    {
      wire: [{ id: 'w' }],
      provider: [{ id: 'p', name: 'P', wire: 'w', auth: { type: 'none' }, models: [{ id: 'm', cost }], rank: 1 }],
      tool: tools.map(([id, { run: _run, subjects: _subjects, ...facts }]) => ({ id, permission: 'fs.read', readOnly: true, ...facts })),
      ...(options.bridge && { bridge: [{ id: 'b' }] }),
      agent: [
        { id: 'build', description: 'b', prompt: 'Work.' },
        { id: 'look', description: 'l', readOnly: true },
        ...(options.agents ?? []),
      ],
      ...(options.modes && { mode: options.modes }),
    },
    { manifest: { activation: ['onSession'] } as never },
  );
  const module: PluginModule = {
    activate(ctx) {
      ctx.register('wire', 'w', {
        ...(options.effort && { effort: options.effort }),
        async stream(request, target, { emit, signal }) {
          requests.push(structuredClone(request));
          for (const event of await script(request, requests.length, { emit, signal, target })) emit(event);
        },
      });
      for (const [id, { run, subjects }] of tools) ctx.register('tool', id, { run, ...(subjects && { subjects }) } as unknown as Tool);
      if (options.bridge) ctx.register('bridge', 'b', options.bridge);
      ctx.hooks.permission.tap(({ tool }) => options.judge?.(tool.id) ?? { effect: 'allow', reason: 'test' });
    },
  };
  const sessions = readBundledPlugins(ROOT)
    .filter(({ name }) => name === '@ock/service-sessions' || options.bundled?.includes(name))
    .map((plugin) => ({ ...plugin, root: join(ROOT, plugin.root) }));
  const { kernel } = testKernel({
    plugins: [own, ...sessions],
    load: async (_kernel, plugin) => (plugin.name === '@t/lab' ? module : sourceRuntime(ROOT).loadPlugin(plugin)),
    config: { model: 'p/m', agent: 'build', ...options.config } as never,
    dataDir: join(dir, 'data'),
    ...(options.env && { env: options.env }),
    cwd: dir,
  });
  (kernel.config as { origin?: unknown }).origin = () => undefined;
  kernel.useMemoryStore();
  kernel.hooks.taps('@t/seen').event.tap((event) => void events.push(event));
  return {
    kernel,
    dir,
    requests,
    events,
    open: (more) => openConversation(kernel, more),
    close: async () => {
      await kernel.close('exit');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** An answer in text. */
export const says = (text: string, usage = { input: 1_000_000, output: 0 }): ModelEvent[] => [
  { type: 'text', text },
  { type: 'usage', usage },
  { type: 'finish', reason: 'stop' },
];

/** An answer of calls: `[tool, input]` each; a text is sent as it is. */
export const calls = (...list: [tool: string, input?: unknown][]): ModelEvent[] => [
  ...list.map(
    ([name, input = {}], index): ModelEvent => ({
      type: 'tool_call',
      index,
      id: `c${index}`,
      name,
      input: typeof input === 'string' ? input : JSON.stringify(input),
    }),
  ),
  { type: 'usage', usage: { input: 1_000_000 } },
  { type: 'finish', reason: 'tool_calls' },
];
