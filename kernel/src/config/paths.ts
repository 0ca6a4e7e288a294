import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the product keeps things of its own. None of these exists before something is written: see `ensureDir`. */
export interface Paths {
  /** `opencode.toml`, `trust.json` */
  config: string;
  /** sessions, keys, installed plugins */
  data: string;
  /** may be deleted at any time */
  cache: string;
  /** logs, histories: worth keeping, not worth a backup */
  state: string;
}

const NAME = 'opencode';

/**
 * XDG variables first, on every system; then the system's habit: dot folders on Linux and macOS (as command-line programs there have it),
 * `%APPDATA%` and `%LOCALAPPDATA%` on Windows. `OPENCODE_DATA_DIR` names the data folder itself. Relative XDG values are invalid and ignored.
 */
export function resolvePaths(env: Environment, platform: NodeJS.Platform = process.platform): Paths {
  const home = (platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir();
  const windows = platform === 'win32';
  const local = env.LOCALAPPDATA || join(home, 'AppData', 'Local');
  const at = (variable: string, unix: string, win: string): string => {
    const value = env[variable];
    if (value && isAbsolute(value)) return join(value, NAME);
    return windows ? join(win, NAME) : join(home, unix, NAME);
  };
  const data = env.OPENCODE_DATA_DIR;
  return {
    config: at('XDG_CONFIG_HOME', '.config', env.APPDATA || join(home, 'AppData', 'Roaming')),
    data: data ? resolve(expandHome(data, home)) : at('XDG_DATA_HOME', '.local/share', local),
    cache: at('XDG_CACHE_HOME', platform === 'darwin' ? 'Library/Caches' : '.cache', join(local, 'Cache')),
    state: at('XDG_STATE_HOME', '.local/state', join(local, 'State')),
  };
}

/** `~` and `~/…` become the home folder. */
export function expandHome(path: string, home: string = homedir()): string {
  if (path === '~') return home;
  return path.startsWith('~/') || path.startsWith('~\\') ? join(home, path.slice(2)) : path;
}

/** Creates a folder of ours, readable by its owner only; leaves an existing one as it is. Returns the path. */
export function ensureDir(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** The file an administrator writes. Not subject to any variable: a user must not be able to point it elsewhere. */
export function managedFile(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return 'C:\\ProgramData\\opencode\\opencode.toml';
  return platform === 'darwin' ? '/Library/Application Support/opencode/opencode.toml' : '/etc/opencode/opencode.toml';
}
