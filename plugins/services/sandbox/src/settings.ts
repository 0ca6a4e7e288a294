import { isAbsolute } from 'node:path';
import { expandHome, type PluginContext, type SandboxMode, type SandboxNetwork } from '@ock/kernel';

/** `[sandbox]` of the configuration. */
export interface Settings {
  mode: SandboxMode;
  /** somebody wrote down the mode */
  chosen: boolean;
  network: SandboxNetwork;
  allowHosts: readonly string[];
  /** absolute; further folders that may be written */
  writable: readonly string[];
  /** absolute; further files and folders that cannot be read */
  hidden: readonly string[];
  /** absolute; those that can be read although they would be hidden */
  readable: readonly string[];
  /** rules that deny, of whatever */
  denied: readonly string[];
  /** rules that allow, of whatever */
  allowed: readonly string[];
  /** id of a backend, or `none`; absent: the first that works */
  backend?: string;
}

export function readSettings({ config: loaded, options }: Pick<PluginContext['kernel'], 'config' | 'options'>): Settings {
  const given = loaded.config.sandbox ?? {};
  const home = options.env.HOME;
  const paths = (list: readonly string[] | undefined): string[] =>
    (list ?? []).map((path) => expandHome(path, home)).filter((path) => isAbsolute(path));
  const allowHosts = given.allow_hosts ?? [];
  return {
    mode: given.mode ?? 'workspace-write',
    chosen: given.mode !== undefined || given.backend !== undefined,
    network: given.network ?? (allowHosts.length > 0 ? 'allow-list' : 'on'),
    allowHosts,
    writable: paths(given.writable),
    hidden: paths(given.hidden),
    readable: paths(given.readable),
    denied: loaded.config.permissions?.deny ?? [],
    allowed: loaded.config.permissions?.allow ?? [],
    ...(given.backend !== undefined && { backend: given.backend }),
  };
}
