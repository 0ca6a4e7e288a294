import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelError } from '../runtime/errors.ts';
import { loadCosmiconfig } from './lazy-libraries.cjs';
import { parseToml, type TomlTable } from './toml.ts';

export interface ConfigText {
  text: string;
  document: TomlTable;
}

export interface Explorer {
  /** Finds and reads `opencode.toml` in this very directory. @throws OC_CONFIG_SYNTAX, OC_CONFIG_READ */
  search(dir: string): ConfigText | undefined;
  /** Reads one named TOML file. @throws OC_CONFIG_SYNTAX, OC_CONFIG_CODE when it is not `.toml`, OC_CONFIG_READ */
  load(file: string): ConfigText;
}

/** A folder of ours with no `.config` in it. */
const SAFE_DIR = dirname(fileURLToPath(import.meta.url));

/**
 * cosmiconfig, made unable to execute anything. While it is constructed it reads `<cwd>/.config/config.*` — and runs it when it is code, or obeys
 * its `searchPlaces` when it is data — so it is constructed standing in our own folder. Every loader but TOML's refuses. Parsed documents travel
 * outside its result: what it sees has no `$import` it could follow.
 */
export function createExplorer(): Explorer {
  const { cosmiconfigSync } = loadCosmiconfig();
  let found: ConfigText | undefined;
  const toml = (file: string, text: string) => {
    found = { text, document: parseToml(text, file) };
    return { file };
  };
  const inner = standingIn(SAFE_DIR, () =>
    cosmiconfigSync('opencode', {
      searchPlaces: ['opencode.toml'],
      searchStrategy: 'none',
      ignoreEmptySearchPlaces: false,
      cache: false,
      loaders: {
        '.toml': toml,
        '.js': refuse,
        '.cjs': refuse,
        '.mjs': refuse,
        '.ts': refuse,
        '.json': refuse,
        '.yaml': refuse,
        '.yml': refuse,
        noExt: refuse,
      },
    }),
  );
  const reading = (file: string, read: () => unknown): ConfigText | undefined => {
    found = undefined;
    try {
      const result = read();
      return found ?? (result ? { text: '', document: {} } : undefined);
    } catch (cause) {
      if (cause instanceof KernelError) throw cause;
      throw new KernelError('OC_CONFIG_READ', { file, message: (cause as Error).message }, { cause });
    }
  };
  return {
    search: (dir) => reading(dir, () => inner.search(dir)),
    load: (file) => reading(file, () => inner.load(file)) ?? { text: '', document: {} },
  };
}

function refuse(file: string): never {
  throw new KernelError('OC_CONFIG_CODE', { file });
}

function standingIn<T>(dir: string, work: () => T): T {
  const cwd = process.cwd();
  process.chdir(dir);
  try {
    return work();
  } finally {
    process.chdir(cwd);
  }
}
