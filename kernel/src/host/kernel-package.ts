import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { API_VERSION } from '../index/plugin-index.ts';
import * as api from '../index.ts';
import { shimSource } from './api-global.ts';

/** folder below the data folder that npm takes for `@ock/kernel` */
export const KERNEL_PACKAGE = 'kernel-api';
/** exports of `@ock/kernel/command`; a test compares them with the module */
export const COMMAND_EXPORTS = ['Args', 'Flags', 'OcCommand', 'answered', 'confirmTrust', 'table', 'trustLines', 'whileWorking'] as const;

/**
 * Writes the package that plugins in the data folder resolve as `@ock/kernel`, and links it. It holds no code: it hands on the exports of the
 * kernel that runs them, in this process or in a child, so it outlives upgrades and moves of the installation.
 * @returns the package's folder
 */
export function seedKernelPackage(dataDir: string): string {
  const folder = join(dataDir, KERNEL_PACKAGE);
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify(
      {
        name: '@ock/kernel',
        version: API_VERSION,
        description: 'Hands on the exports of the running kernel; written by opencode',
        type: 'module',
        exports: { '.': './index.js', './command': './command.js', './package.json': './package.json' },
      },
      null,
      2,
    )}\n`,
    'index.js': shimSource('@ock/kernel', Object.keys(api).sort()),
    'command.js': shimSource('@ock/kernel/command', COMMAND_EXPORTS),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeChanged(join(folder, name), text);
  linkInto(join(dataDir, 'node_modules', '@ock', 'kernel'), folder);
  return folder;
}

function writeChanged(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(file, text, { mode: 0o600 });
}

function linkInto(link: string, folder: string): void {
  const target = relative(dirname(link), folder);
  try {
    if (lstatSync(link).isSymbolicLink() && [target, folder].includes(readlinkSync(link).replace(/[\\/]$/, ''))) return;
    rmSync(link, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(link), { recursive: true, mode: 0o700 });
  try {
    symlinkSync(process.platform === 'win32' ? folder : target, link, 'junction');
  } catch (error) {
    // another process was quicker with the same link
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
