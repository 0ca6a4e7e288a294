import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** ms for one call of npm or tar */
const TIMEOUT_MS = 120_000;

export interface Source {
  package: string;
  version: string;
  licence: string;
  copyright?: string;
}
export interface Unpacked extends Source {
  /** folder with the package's files */
  dir: string;
}

/**
 * Fetches and unpacks the newest release of a package; nothing is installed and no script of it runs. The version is asked for by name,
 * because `npm pack` prefers an older release when the newest wants a newer Node.
 * @throws Error when its licence is not MIT
 */
export function unpack(name: string, temp: string): Unpacked {
  const version = run('npm', ['view', name, 'dist-tags.latest'], temp).trim();
  const dir = join(temp, name.replace(/\W+/g, '-'));
  mkdirSync(dir);
  run('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--silent'], dir);
  const archive = readdirSync(dir).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm packed nothing for ${name}`);
  run('tar', ['-xzf', archive], dir);
  const root = join(dir, 'package');
  const { license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { license?: string };
  const copyright = copyrightOf(join(root, 'LICENSE'));
  const licence = license ?? (copyright?.mit ? 'MIT' : 'unknown');
  if (licence !== 'MIT') throw new Error(`${name}@${version} is under ${licence}; only MIT data is taken`);
  return { package: name, version, licence, ...(copyright && { copyright: copyright.line }), dir: root };
}

function copyrightOf(file: string): { line: string; mit: boolean } | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const line = /^copyright.*$/im.exec(text)?.[0].trim();
  return line === undefined ? undefined : { line, mit: /\bMIT License\b/i.test(text) };
}

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', timeout: TIMEOUT_MS, stdio: ['ignore', 'pipe', 'inherit'] });
}
