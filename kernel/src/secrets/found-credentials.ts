import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import type { ProviderContribution } from '../kinds/provider.ts';
import type { Kernel } from '../runtime/kernel.ts';

/**
 * Where credentials that are not ours (`auth.credentials`) seem to be: the variable or the file. Whether they work only a call tells, and those of
 * the machine itself (roles, metadata services) only show then.
 * @returns undefined when nothing is there, or the provider knows of no such credentials
 */
export function foundCredentials({ options }: Kernel, { auth }: ProviderContribution): string | undefined {
  const { env } = options;
  const name = auth.credentials?.env?.find((variable) => env[variable]?.trim());
  if (name) return name;
  return auth.credentials?.files?.find((file) => {
    const path = expanded(file, env);
    return path !== undefined && existsSync(path);
  });
}

/** `~/` and `{env:NAME}` at the beginning; undefined where that variable is not set. */
function expanded(file: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const [, variable, rest] = /^\{env:([^}]+)\}(.*)$/.exec(file) ?? [];
  if (variable !== undefined) return env[variable] ? `${env[variable]}${rest}` : undefined;
  return file.replace(/^~(?=\/)/, env.HOME ?? homedir());
}
