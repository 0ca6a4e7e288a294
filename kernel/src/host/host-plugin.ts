import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { ActivationRecord } from '../runtime/activation.ts';
import { KernelError } from '../runtime/errors.ts';
import type { HookTaps } from '../runtime/hooks.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { PluginContext, PluginModule } from '../runtime/plugin.ts';
import { TAP_DEADLINE_MS } from '../runtime/tap-guard.ts';
import { workspaceOf } from '../turn/tools/workspace.ts';
import { CHILD_SCRIPT } from './child-script.ts';
import { grantedTo, grantsHost } from './grants.ts';
import { seedKernelPackage } from './kernel-package.ts';
import { childEnvironment, dependencyFolder, folder, permissionFlags } from './node-permissions.ts';
import { PluginHost } from './plugin-host.ts';
import { type ActivateResult, REMOTE_HOOKS, REMOTE_KINDS } from './protocol.ts';
import { remotePart } from './remote-parts.ts';

/**
 * A stand-in for a plugin whose code runs in a child process under Node's permission flags. Activating it starts the child, activates the real
 * module there and registers proxies here.
 * @param script the bundled `host/child-main.ts`
 */
export function hostPlugin(
  kernel: Kernel,
  plugin: IndexedPlugin,
  script: string = join(kernel.options.installRoot, CHILD_SCRIPT),
): PluginModule {
  let host: PluginHost | undefined;
  return {
    async activate(ctx) {
      host = new PluginHost(ctx, hostOptions(kernel, plugin, ctx, script));
      try {
        connect(host, ctx, await host.start());
      } catch (error) {
        await host.stop().catch(() => undefined);
        throw error;
      }
    },
    deactivate: () => host?.stop(),
  };
}

function hostOptions(
  kernel: Kernel,
  plugin: IndexedPlugin,
  ctx: PluginContext,
  script: string,
): ConstructorParameters<typeof PluginHost>[1] {
  const { grant: _grant, ...config } = ctx.config;
  const granted = grantedTo(kernel.paths.data, plugin, ctx.config);
  const root = realpathSync(plugin.root);
  const child = realpathSync(script);
  const workspace = workspaceOf(kernel.cwd);
  const shared = dependencyFolder(root);
  const read = [child, folder(root), folder(realpathSync(seedKernelPackage(kernel.paths.data))), ...(shared ? [folder(shared)] : [])];
  // the registry's record is the only place where the state of a plugin stands, and only its host knows when a process died
  const record = kernel.activationOf(plugin) as ActivationRecord;
  return {
    activate: {
      plugin: { ...ctx.plugin, root },
      entry: join(root, plugin.entry ?? ''),
      config,
      contributed: Object.entries(plugin.manifest.contributes).flatMap(([kind, parts]) => (parts ?? []).map(({ id }) => `${kind}:${id}`)),
    },
    granted,
    args: [...permissionFlags({ read, workspace, granted }), child],
    cwd: granted.includes('fs.read') || granted.includes('fs.write') ? kernel.cwd : root,
    env: childEnvironment(kernel.options.env, granted),
    checkHost: (hostname) => {
      if (!grantsHost(granted, hostname))
        throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: plugin.name, permission: `net:${hostname}` });
    },
    onState: (state, error) => {
      if (record.state === 'activating' || record.state === 'closed') return;
      record.state = state;
      if (error === undefined) delete record.error;
      else record.error = error;
    },
  };
}

function connect(host: PluginHost, ctx: PluginContext, { parts, taps }: ActivateResult): void {
  for (const part of parts) {
    if (!REMOTE_KINDS.includes(part.kind)) throw needsInline(ctx, `${part.kind}:${part.id}`);
    ctx.register(part.kind, part.id, remotePart(host, part) as never);
  }
  taps.forEach(({ hook, options }, index) => {
    if (!REMOTE_HOOKS.includes(hook)) throw needsInline(ctx, hook);
    const hooks = ctx.hooks as unknown as Record<string, HookTaps['prompt']>;
    const tap = async (...args: unknown[]) => {
      const value = await host.tap({ index, args: tellable(hook, args) }, AbortSignal.timeout(TAP_DEADLINE_MS));
      return hook === 'permission' ? onlyStricter(value) : value;
    };
    hooks[hook]?.tap(tap as never, options);
  });
}

/** A plugin that is not trusted to run in this process may refuse a call or have a person asked, but never let one pass. */
function onlyStricter(decision: unknown): unknown {
  return (decision as { effect?: unknown } | undefined)?.effect === 'allow' ? undefined : decision;
}

/** What may cross to another process: no ledger of files, no signals, and no headers. */
function tellable(hook: string, args: unknown[]): unknown[] {
  if (hook === 'toolBefore') return args.slice(0, 1);
  if (hook === 'prompt' || hook === 'toolStart' || hook === 'toolResult') return args.slice(0, 2);
  return hook === 'request' ? withoutHeaders(args) : args;
}

/** Headers of a target may carry keys. */
function withoutHeaders([request, target]: unknown[]): unknown[] {
  return [request, { ...(target as object), headers: {} }];
}

function needsInline(ctx: PluginContext, part: string): KernelError {
  return new KernelError('OC_PLUGIN_PERMISSION', { plugin: ctx.plugin.name, permission: 'inline', part });
}
