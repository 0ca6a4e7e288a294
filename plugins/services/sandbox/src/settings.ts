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

type Loaded = PluginContext['kernel']['config'];

export function readSettings({ config: loaded, options }: Pick<PluginContext['kernel'], 'config' | 'options'>): Settings {
  const given = heldSettings(loaded);
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

/** What widens it counts from the administrator alone where he has set the mode, or the network. */
function heldSettings(loaded: Loaded): NonNullable<Loaded['config']['sandbox']> {
  const given = { ...loaded.config.sandbox };
  const isManaged = (key: string): boolean => loaded.origin(['sandbox', key])?.layer === 'managed';
  const widening = [
    ...(isManaged('mode') ? (['backend', 'writable', 'readable'] as const) : []),
    ...(isManaged('network') ? (['allow_hosts'] as const) : []),
  ];
  for (const key of widening) if (!isManaged(key)) delete given[key];
  return given;
}
