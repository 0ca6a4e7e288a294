import { KernelError, runProcess } from '@ock/kernel';
import type { AwsFiles, Environment, Profile } from './profile.ts';
import type { AwsCredentials } from './sign.ts';

/** ms a `credential_process` may take: it may ask a person for a second factor */
const PROCESS_TIMEOUT_MS = 120_000;

export interface CredentialIo {
  env: Environment;
  files: AwsFiles;
  signal: AbortSignal;
}

/**
 * Credentials by the variables, else by a profile: its keys, or the program it names. A profile that was chosen in the configuration goes first.
 * @throws OC_AUTH_MISSING when there are none, OC_AUTH_STORE when a profile cannot be used
 */
export async function findCredentials(io: CredentialIo, chosen?: string): Promise<AwsCredentials> {
  const fromEnv =
    chosen === undefined ? keysOf(io.env.AWS_ACCESS_KEY_ID, io.env.AWS_SECRET_ACCESS_KEY, io.env.AWS_SESSION_TOKEN) : undefined;
  if (fromEnv) return fromEnv;
  const named = chosen ?? (io.env.AWS_PROFILE || undefined);
  const name = named ?? 'default';
  const profile = await io.files.profile(name);
  if (!profile && named === undefined) throw missing();
  if (!profile) throw unusable(io, name, 'there is no such profile');
  return fromProfile(io, name, profile);
}

async function fromProfile(io: CredentialIo, name: string, profile: Profile): Promise<AwsCredentials> {
  const keys = keysOf(profile.aws_access_key_id, profile.aws_secret_access_key, profile.aws_session_token);
  if (keys) return keys;
  if (profile.credential_process) return fromProcess(io, name, profile.credential_process);
  throw unusable(
    io,
    name,
    `it has no keys of its own; run "aws configure export-credentials --profile ${name} --format env", or give it the line credential_process = aws configure export-credentials --profile ${name} --format process under another name`,
  );
}

/** @throws OC_AUTH_STORE when the program fails, or does not print what AWS's tools expect */
async function fromProcess(io: CredentialIo, name: string, command: string): Promise<AwsCredentials> {
  const env = Object.fromEntries(Object.entries(io.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const [file, args] = process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', command]] : ['/bin/sh', ['-c', command]];
  const result = await runProcess(file as string, args as string[], {
    cwd: io.files.home,
    env,
    timeoutMs: PROCESS_TIMEOUT_MS,
    signal: io.signal,
  });
  io.signal.throwIfAborted();
  if (result.exitCode !== 0)
    throw unusable(io, name, `its credential_process failed${result.timedOut ? ' (timeout)' : ` with ${result.exitCode}`}`);
  try {
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = JSON.parse(result.text) as Record<string, string | undefined>;
    const keys = keysOf(AccessKeyId, SecretAccessKey, SessionToken);
    if (keys) return { ...keys, ...(Expiration ? { expires: Date.parse(Expiration) } : {}) };
  } catch (cause) {
    throw unusable(io, name, 'its credential_process did not print JSON', cause);
  }
  throw unusable(io, name, 'its credential_process printed no keys');
}

function keysOf(id: string | undefined, secret: string | undefined, token: string | undefined): AwsCredentials | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [id?.trim(), secret?.trim(), token?.trim()];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } : undefined;
}

function missing(): KernelError {
  return new KernelError('OC_AUTH_MISSING', {
    provider: 'amazon-bedrock',
    env: 'AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    url: '',
  });
}

function unusable(io: CredentialIo, name: string, message: string, cause?: unknown): KernelError {
  return new KernelError('OC_AUTH_STORE', { file: io.files.configFile, message: `profile "${name}": ${message}` }, { cause });
}
