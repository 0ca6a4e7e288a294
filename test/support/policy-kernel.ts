import type { PluginContext } from '@ock/kernel';
import type { PermissionsConfig } from '@ock/schemas';

export interface PolicyKernelOptions {
  /** `[permissions]` of `opencode.toml` */
  permissions?: PermissionsConfig;
  /** our own folders, default below /home/tester */
  home?: string;
}

/** As much of the kernel as a policy reads: configuration, and where our own folders lie. */
export function policyKernel({ permissions, home = '/home/tester' }: PolicyKernelOptions = {}): PluginContext['kernel'] {
  const kernel = {
    config: { config: permissions ? { permissions } : {}, origin: () => ({ layer: 'project', file: '/workspace/opencode.toml' }) },
    paths: {
      config: `${home}/.config/opencode`,
      data: `${home}/.local/share/opencode`,
      cache: `${home}/.cache/opencode`,
      state: `${home}/.local/state/opencode`,
    },
  };
  return kernel as unknown as PluginContext['kernel'];
}
