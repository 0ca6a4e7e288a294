import type { CredentialIo } from './credentials.ts';
import { keysOf } from './keys.ts';
import type { AwsCredentials } from './sign.ts';

const SERVICE = 'http://169.254.169.254';
const ROLES = '/latest/meta-data/iam/security-credentials/';
/** ms for all of it: elsewhere than on Amazon's machines nobody answers there */
const TIMEOUT_MS = 1_000;
const TOKEN_SECONDS = '21600';
const BODY_BYTES = 64 << 10;

/**
 * Keys of the role that an EC2 machine has, by its metadata service (IMDSv2). Undefined elsewhere, where the machine has none, and where
 * `AWS_EC2_METADATA_DISABLED` says not to ask.
 */
export async function instanceCredentials(io: CredentialIo): Promise<AwsCredentials | undefined> {
  if (io.env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined;
  const base = (io.env.AWS_EC2_METADATA_SERVICE_ENDPOINT || SERVICE).replace(/\/+$/, '');
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const ask = async (method: string, path: string, headers: Record<string, string>): Promise<string> => {
    const response = await io.http.request({ url: base + path, method, headers, signal });
    const text = await response.text(BODY_BYTES);
    if (response.status >= 400) throw new Error(`${path}: ${response.status}`);
    return text;
  };
  try {
    const token = await ask('PUT', '/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS });
    const headers = { 'x-aws-ec2-metadata-token': token };
    const [role = ''] = (await ask('GET', ROLES, headers)).trim().split('\n');
    const given = JSON.parse(await ask('GET', ROLES + encodeURIComponent(role), headers)) as Record<string, string | undefined>;
    const keys = keysOf(given.AccessKeyId, given.SecretAccessKey, given.Token);
    return keys && { ...keys, ...(given.Expiration ? { expires: Date.parse(given.Expiration) } : {}) };
  } catch {
    io.signal.throwIfAborted();
    return undefined;
  }
}
