import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** `git`: a checkout; the package managers: a global installation; `archive`: unpacked from somewhere. */
export type InstallMethod = 'git' | 'npm' | 'pnpm' | 'yarn' | 'bun' | 'archive';

export interface Installation {
  method: InstallMethod;
  root: string;
  /** the package's name where it was published under one; absent: there is nothing to install from */
  published?: string;
}

/** How this program came to be where it stands, told from its folder alone. */
export function installation(root: string): Installation {
  const published = publishedName(root);
  return { method: methodOf(root), root, ...(published && { published }) };
}

function methodOf(root: string): InstallMethod {
  const parts = root.split(sep);
  if (parts.includes('node_modules')) {
    if (parts.some((part) => part === '.pnpm' || part === 'pnpm')) return 'pnpm';
    if (parts.includes('.bun')) return 'bun';
    return parts.some((part) => part === '.yarn' || part === 'yarn') ? 'yarn' : 'npm';
  }
  return existsSync(join(root, '.git')) ? 'git' : 'archive';
}

/** A private package was never published: its name in a registry belongs to somebody else. */
function publishedName(root: string): string | undefined {
  const { name, private: unpublished } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name?: string;
    private?: boolean;
  };
  return unpublished ? undefined : name;
}

/** What updates a global installation. */
export function installCommand(method: InstallMethod, name: string): string[] {
  const target = `${name}@latest`;
  if (method === 'pnpm') return ['pnpm', 'add', '-g', target];
  if (method === 'yarn') return ['yarn', 'global', 'add', target];
  return method === 'bun' ? ['bun', 'add', '-g', target] : ['npm', 'install', '-g', target];
}
