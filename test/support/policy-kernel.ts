import type { PluginContext } from '@ock/kernel';
import type { PermissionsConfig } from '@ock/schemas';

export interface PolicyKernelOptions {
  /** `[permissions]` of `opencode.toml` */
  permissions?: PermissionsConfig;
  /** our own folders, default below /home/tester */
  home?: string;
  /** the layer that says so */
  layer?: 'project' | 'managed';
}

/** As much of the kernel as a policy reads: configuration, and where our own folders lie. */
export function policyKernel({ permissions, home = '/home/tester', layer = 'project' }: PolicyKernelOptions = {}): PluginContext['kernel'] {
  const origin = { layer, file: '/workspace/opencode.toml' };
  const said = ([, key = '']: readonly string[]) => {
    const value = (permissions as Record<string, unknown> | undefined)?.[key];
    return value === undefined ? [] : [{ origin, value }];
  };
  const kernel = {
    config: { config: permissions ? { permissions } : {}, origin: () => origin, said },
    paths: {
      config: `${home}/.config/opencode`,
      data: `${home}/.local/share/opencode`,
      cache: `${home}/.cache/opencode`,
      state: `${home}/.local/state/opencode`,
    },
  };
  return kernel as unknown as PluginContext['kernel'];
}
