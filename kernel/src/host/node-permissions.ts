import { sep } from 'node:path';

export interface ChildRights {
  /** files and folders that may be read whatever was granted: the host's code, the plugin, its dependencies */
  read: string[];
  /** the folder worked in */
  workspace: string;
  granted: readonly string[];
}

/**
 * Node's flags for these rights. What they do not cover stands in docs/plugins.md.
 * @param version of the Node that runs the child, e.g. "20.20.2"
 */
export function permissionFlags(rights: ChildRights, version: string = process.versions.node): string[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const stable = major >= 24 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const { granted, workspace } = rights;
  const read = granted.includes('fs.read') || granted.includes('fs.write') ? [...rights.read, folder(workspace)] : rights.read;
  return [
    stable ? '--permission' : '--experimental-permission',
    '--disable-warning=ExperimentalWarning',
    ...read.map((path) => `--allow-fs-read=${path}`),
    ...(granted.includes('fs.write') ? [`--allow-fs-write=${folder(workspace)}`] : []),
    ...(granted.includes('exec') ? ['--allow-child-process'] : []),
  ];
}

/** A folder with everything below it. */
export function folder(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}

/** Variables every child has: what programs need to find each other, home and the language. Nothing here is a secret. */
const PLAIN = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TERM',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
];
/** variables that make Node or the loader run other code: never handed on */
const REFUSED = /^(NODE_|LD_|DYLD_)/;

/** The child's environment: the plain variables and those granted by `env:NAME`. */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>, granted: readonly string[]): Record<string, string> {
  const wanted = granted.filter((permission) => permission.startsWith('env:')).map((permission) => permission.slice(4));
  const names = [...PLAIN, ...Object.keys(env).filter((name) => name.startsWith('LC_')), ...wanted];
  const found = names.filter((name) => !REFUSED.test(name)).map((name) => [name, env[name]] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The folder with a plugin's dependencies beside it: the outermost node_modules that holds it. */
export function dependencyFolder(root: string): string | undefined {
  const parts = root.split(sep);
  const at = parts.indexOf('node_modules');
  return at < 0 ? undefined : parts.slice(0, at + 1).join(sep);
}
