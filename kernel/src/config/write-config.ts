import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { KernelError } from '../runtime/errors.ts';
import { checkSchema, type JsonSchema } from './check-schema.ts';
import { formatKeyPath, type KeyPath, valueAt } from './key-path.ts';
import { locate } from './locate.ts';
import { ensureDir, type Paths } from './paths.ts';
import { isTable, parseToml } from './toml.ts';
import { setValue, unsetValue } from './toml-edit.ts';
import { keepingTrust } from './trust.ts';

/** ms to wait for another process that changes the same file */
const LOCK_WAIT_MS = 10_000;

/** One change of a configuration file; `value: undefined` removes the key, a function makes the new value of the present one. */
export interface ConfigChange {
  path: KeyPath;
  value: unknown;
}

/**
 * Applies changes that the person makes to a TOML file, all or none, atomically; makes the file (readable by its owner only: keys may come to stand in it) where there is none.
 * @param schema what new values must fit
 * @param paths a file of a trusted folder stays trusted, changed as it is
 * @returns false when nothing had to change
 * @throws OC_CONFIG_SYNTAX, OC_CONFIG_TYPE, OC_CONFIG_READ, OC_CONFIG_WRITE
 */
export async function changeConfigFile(
  file: string,
  changes: readonly ConfigChange[],
  schema?: JsonSchema,
  paths?: Paths,
): Promise<boolean> {
  const { before, after } = await changed(file, changes, schema);
  if (before === after) return false;
  try {
    ensureDir(dirname(file));
    // other processes may change it at the same time: what they wrote is read again, so that no rule of theirs is lost
    const { withLock } = await import('../secrets/with-lock.ts');
    return await withLock(`${file}.lock`, LOCK_WAIT_MS, async () => {
      const { before: now, after: text } = await changed(file, changes, schema);
      if (text === now) return false;
      const write = () => atomicWrite(file, text, 0o600);
      await (paths ? keepingTrust(paths, file, write) : write());
      return true;
    });
  } catch (cause) {
    if (cause instanceof KernelError) throw cause;
    throw new KernelError('OC_CONFIG_WRITE', { file, message: (cause as Error).message }, { cause });
  }
}

async function changed(file: string, changes: readonly ConfigChange[], schema?: JsonSchema): Promise<{ before: string; after: string }> {
  const before = await readText(file);
  let after = before;
  for (const { path, value: given } of changes) {
    const value: unknown = typeof given === 'function' ? given(valueAt(parseToml(after, file), path)) : given;
    if (value === undefined) after = unsetValue(after, path, file);
    else {
      if (schema) checkValue({ file, line: locate(after, path) }, path, value, schema);
      after = setValue(after, path, value, file);
    }
  }
  return { before, after };
}

/** What a file says at a path, in its own words. @throws OC_CONFIG_READ, OC_CONFIG_SYNTAX */
export async function readConfigValue(file: string, path: KeyPath): Promise<unknown> {
  return valueAt(parseToml(await readText(file), file), path);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new KernelError('OC_CONFIG_READ', { file, message: (cause as Error).message }, { cause });
  }
}

/** The value alone, inside the tables its path names. @throws OC_CONFIG_TYPE */
function checkValue(place: { file: string; line: number }, path: KeyPath, value: unknown, schema: JsonSchema): void {
  const document = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const problem = isTable(document) ? checkSchema(document, schema).find(({ kind }) => kind === 'type') : undefined;
  if (problem?.kind !== 'type') return;
  const { expected, got } = problem;
  throw new KernelError('OC_CONFIG_TYPE', { ...place, key: formatKeyPath(problem.path), expected, got });
}
