import { runProcess } from '@ock/kernel';
import type { CredentialIo, Unusable } from './credentials.ts';
import { keysOf } from './keys.ts';
import type { AwsCredentials } from './sign.ts';

/** ms a `credential_process` may take: it may ask a person for a second factor */
const TIMEOUT_MS = 120_000;

/** The keys that a profile's `credential_process` prints. It runs as AWS's tools run it, in a shell. */
export async function processCredentials(io: CredentialIo, command: string, unusable: Unusable): Promise<AwsCredentials> {
  const env = Object.fromEntries(Object.entries(io.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  // what it says on the side is no part of what it prints
  const quiet = process.platform === 'win32' ? `${command} 2>nul` : `exec 2>/dev/null\n${command}`;
  const [file, args] = process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', quiet]] : ['/bin/sh', ['-c', quiet]];
  const options = { cwd: io.files.home, env, timeoutMs: TIMEOUT_MS, signal: io.signal };
  const result = await runProcess(file as string, args as string[], options);
  io.signal.throwIfAborted();
  if (result.exitCode !== 0)
    throw result.timedOut
      ? unusable('provider-amazon-bedrock.process_late')
      : unusable('provider-amazon-bedrock.process_failed', { code: result.exitCode ?? '?' });
  let printed: Record<string, string | undefined>;
  try {
    printed = JSON.parse(result.text) as Record<string, string | undefined>;
  } catch (cause) {
    throw unusable('provider-amazon-bedrock.process_no_json', {}, cause);
  }
  const keys = keysOf(printed.AccessKeyId, printed.SecretAccessKey, printed.SessionToken);
  if (!keys) throw unusable('provider-amazon-bedrock.process_no_keys');
  return { ...keys, ...(printed.Expiration ? { expires: Date.parse(printed.Expiration) } : {}) };
}
