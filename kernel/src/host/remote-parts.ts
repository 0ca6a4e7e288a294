import type { HttpClient } from '../http/client.ts';
import type { ModelInfo, ModelTarget } from '../kinds/model.ts';
import type { Policy } from '../kinds/policy.ts';
import type { Provider } from '../kinds/provider.ts';
import type { Gpu, GpuInfo, Router } from '../kinds/router.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PluginHost } from './plugin-host.ts';
import type { RemotePart } from './protocol.ts';
import { remoteTool } from './remote-tool.ts';

/** ms for parts that stand before every request and have no signal of their own */
const QUICK_MS = 5_000;

/** What stands in the registry for a part that runs in the plugin's process. */
export function remotePart(host: PluginHost, { kind, id, methods }: RemotePart): unknown {
  if (kind === 'tool') return remoteTool(host, id, methods);
  if (kind === 'provider') return remoteProvider(host, id, methods);
  const call = (method: string, args: unknown[]) => host.call({ kind, id, method, args }, AbortSignal.timeout(QUICK_MS));
  if (kind === 'policy') return { decide: async (request) => call('decide', [request]) as ReturnType<Policy['decide']> } satisfies Policy;
  if (kind === 'router') return { route: async (input) => text(await call('route', [input])) } satisfies Router;
  if (kind === 'gpu')
    return {
      list: async (signal) => (await host.call({ kind, id, method: 'list', args: [], signal: true }, signal)) as GpuInfo[],
    } satisfies Gpu;
  throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: host.name, permission: 'inline' });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The key crosses only with a grant for it; what comes back without one keeps the key it had. */
function remoteProvider(host: PluginHost, id: string, methods: readonly string[]): Provider {
  const shown = (target: ModelTarget): ModelTarget => {
    if (host.granted.includes(`secret:${target.provider}`)) return target;
    const { apiKey: _hidden, ...rest } = target;
    return rest;
  };
  const call = (method: string, target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }) =>
    host.callWithHttp({ kind: 'provider', id, method, args: [shown(target)] }, io.http, io.signal);
  return {
    ...(methods.includes('prepare') && {
      prepare: async (target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }) => {
        const prepared = (await call('prepare', target, io)) as ModelTarget;
        return { ...(target.apiKey !== undefined && { apiKey: target.apiKey }), ...prepared };
      },
    }),
    ...(methods.includes('models') && {
      models: async (target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }) =>
        (await call('models', target, io)) as ModelInfo[],
    }),
  };
}
