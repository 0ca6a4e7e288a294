import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configJsonSchema } from '@ock/schemas';
import { type LoadedConfig, type LoadOptions, loadConfig } from '../../src/config/load-config.ts';
import { type Paths, resolvePaths } from '../../src/config/paths.ts';
import { KernelError } from '../../src/runtime/errors.ts';

export const SCHEMA = configJsonSchema();

/** A home, a git repository with a folder in it, and a place for the administrator's file: all in one temporary folder. */
export class World {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'ock-config-')));
  readonly repo = join(this.root, 'repo');
  readonly cwd = join(this.repo, 'packages/app');
  readonly managed = join(this.root, 'etc/opencode.toml');
  readonly env: Record<string, string> = { HOME: join(this.root, 'home') };

  constructor() {
    for (const dir of [this.cwd, join(this.repo, '.git'), join(this.root, 'home')]) mkdirSync(dir, { recursive: true });
  }

  get paths(): Paths {
    return resolvePaths(this.env, 'linux');
  }
  get globalFile(): string {
    return join(this.paths.config, 'opencode.toml');
  }

  /** Writes a file; relative paths count from the repository. Returns its path. */
  write(path: string, text: string): string {
    const file = path.startsWith('/') ? path : join(this.repo, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  load(options: Partial<LoadOptions> = {}): LoadedConfig {
    return loadConfig({
      cwd: this.cwd,
      env: this.env,
      paths: this.paths,
      managed: this.managed,
      schema: () => SCHEMA,
      trust: true,
      ...options,
    });
  }

  /** The error that loading ends in. */
  failure(options: Partial<LoadOptions> = {}): KernelError {
    try {
      this.load(options);
    } catch (error) {
      if (error instanceof KernelError) return error;
      throw error;
    }
    throw new Error('loading succeeded');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
