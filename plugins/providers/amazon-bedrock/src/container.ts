import { readFile } from 'node:fs/promises';
import { KernelError } from '@ock/kernel';
import type { CredentialIo } from './credentials.ts';
import { fetchText } from './fetch-text.ts';
import { keysOf } from './keys.ts';
import type { AwsCredentials } from './sign.ts';

const SERVICE = 'http://169.254.170.2';
/** hosts that may be asked without TLS: this machine and the addresses that containers give their service */
const NEAR = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;

/** Keys of the service that a container platform names in its variables; undefined outside of one. */
export async function containerCredentials(io: CredentialIo): Promise<AwsCredentials | undefined> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = io.env;
  const url = path ? SERVICE + path : full;
  if (!url) return undefined;
  if (!isNear(url)) throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-amazon-bedrock.container_far' });
  const token = await tokenOf(io);
  const text = await fetchText(io, 'the container’s credential service', { url, headers: token ? { authorization: token } : {} });
  const given = parse(text);
  const keys = keysOf(given.AccessKeyId, given.SecretAccessKey, given.Token);
  if (!keys) throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-amazon-bedrock.container_no_keys' });
  return { ...keys, ...(given.Expiration ? { expires: Date.parse(given.Expiration) } : {}) };
}

function isNear(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || NEAR.test(hostname);
}

async function tokenOf({ env }: CredentialIo): Promise<string | undefined> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (!file) return env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new KernelError('OC_AUTH_STORE', { file, message: (cause as Error).message }, { cause });
  }
}

function parse(text: string): Record<string, string | undefined> {
  try {
    return JSON.parse(text) as Record<string, string | undefined>;
  } catch (cause) {
    throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-amazon-bedrock.container_no_json' }, { cause });
  }
}
